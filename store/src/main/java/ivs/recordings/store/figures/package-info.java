/// The totals of days, and what of each recording was counted in them.
package ivs.recordings.store.figures;
