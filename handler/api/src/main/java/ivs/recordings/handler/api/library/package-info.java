/// The recordings and streams of the library; each `…Routes` class answers one group of routes.
package ivs.recordings.handler.api.library;
