/// Uploads of files in parts, from this machine.
///
/// [ivs.recordings.cli.upload.FileUpload] sends one file.
package ivs.recordings.cli.upload;
