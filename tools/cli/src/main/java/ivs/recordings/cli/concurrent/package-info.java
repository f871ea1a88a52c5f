/// When calls are made: several at once, at a limited rate, or again after a pause.
package ivs.recordings.cli.concurrent;
