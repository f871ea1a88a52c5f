/// Commands that only read.
package ivs.recordings.cli.command.query;
