/// What a source sends, read into events of the model: ours, not ours, or malformed.
package ivs.recordings.handler.ingest.source;
