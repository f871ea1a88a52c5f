/// Jobs that make files of recordings, as the API asks for them; [MediaJobRoutes] is the entry
/// point.
package ivs.recordings.handler.api.media;
