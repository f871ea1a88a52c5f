/// What the events mean. Pure functions over sealed types and records: no I/O, no clock, no logger,
/// nothing outside `java.base`.
///
/// Read [IvsEvent] (what arrives), [Recording] and [StreamSession] (what is known: two joins), then
/// [Bookkeeping] (what to do now). Everything else is a word these four are written in.
package ivs.recordings.model;
