/// Commands that start the embedded system: `demo` and `up`.
package ivs.recordings.cli.command.embedded;
