/// What is made of the media of a recording by jobs; [MediaJob] is the entry point.
package ivs.recordings.model.media;
