/// The container that makes files of recordings with FFmpeg; [MediaJobRunner] is the entry point.
package ivs.recordings.handler.media;
