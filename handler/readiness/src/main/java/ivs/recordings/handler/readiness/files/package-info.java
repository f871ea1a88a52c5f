/// The files of recordings in S3; [RecordingFiles] is the entry point.
package ivs.recordings.handler.readiness.files;
