/// The recordings of a stream as one playlist; [StreamPlayback] chooses them, and
/// [StitchedPlaylist] is the entry point.
package ivs.recordings.model.stitch;
