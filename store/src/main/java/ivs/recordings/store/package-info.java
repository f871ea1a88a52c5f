/// What is kept: five DynamoDB tables, a class each, and the conditional writes that guard them.
///
/// [BatchReader] reads what a batch needs in one call; [RecordingTable] and [StreamSessionTable]
/// replace a row only if no other writer did; [ParkedEventTable] keeps what cannot be entered yet.
package ivs.recordings.store;
