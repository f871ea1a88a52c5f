/// Findings of `status` and `doctor`: how they are printed and what exit code they give.
package ivs.recordings.cli.finding;
