/// The figures of recordings: how many there are of a day, how long and how large they are, how
/// many failed and why, and what keeping and playing them costs. [FigureChange] is the entry point:
/// what one version of a row changes in the totals.
package ivs.recordings.model.figures;
