/// What the library shows of recordings and streams, and tells of their changes; [RecordingSummary]
/// and [DomainEvent] are the entry points.
package ivs.recordings.model.library;
