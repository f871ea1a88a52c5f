/// What subscribers are notified of and how: which addresses may be called, which events an
/// endpoint wants, and what follows an attempt. Start at [AttemptResult].
package ivs.recordings.model.webhook;
