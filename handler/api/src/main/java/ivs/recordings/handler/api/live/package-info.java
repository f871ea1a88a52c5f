/// Streams that apps start and end: [LiveRoutes] answers, and links the recordings that belong to
/// them.
package ivs.recordings.handler.api.live;
