/// What the HTTP API reads and writes of recordings, streams and uploads; [Library] holds it
/// together.
package ivs.recordings.store.library;
