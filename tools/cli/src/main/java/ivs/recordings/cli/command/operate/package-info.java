/// Commands that change something: profiles, parked events, dead letters, replays.
package ivs.recordings.cli.command.operate;
