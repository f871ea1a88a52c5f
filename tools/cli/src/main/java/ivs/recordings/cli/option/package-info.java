/// Options and argument types that several commands share.
package ivs.recordings.cli.option;
