/// The jobs that make files out of recordings.
package ivs.recordings.store.media;
