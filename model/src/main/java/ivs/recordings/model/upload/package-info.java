/// Files that clients bring in: what is taken, where it is put and when it is sound.
package ivs.recordings.model.upload;
