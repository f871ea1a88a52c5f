/// The explanation of one recording, as `explain` prints it.
package ivs.recordings.cli.explain;
