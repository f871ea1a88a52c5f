/// What the library shows of recordings and streams; [RecordingSummary] is the entry point.
package ivs.recordings.model.library;
