/// What clients bring in: addresses to upload to, rows from the request on, and uploads in parts.
package ivs.recordings.handler.api.upload;
