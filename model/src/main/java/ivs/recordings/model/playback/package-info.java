/// What may be played by whom, for how long, and by which addresses; [Grant] and [MediaPath] are
/// the entry points.
package ivs.recordings.model.playback;
