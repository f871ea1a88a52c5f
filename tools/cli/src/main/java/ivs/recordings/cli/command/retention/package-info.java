/// Commands about how long recordings are kept.
package ivs.recordings.cli.command.retention;
