/// The function RecordingApi: it answers the requests of openapi.yaml.
///
/// [RecordingApi] is the entry point; each `…Routes` class of a sub-package answers one group of
/// routes.
package ivs.recordings.handler.api;
