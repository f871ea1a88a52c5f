/// Grants, and what is played with them; [PlayRoutes] serves the playlists.
package ivs.recordings.handler.api.playback;
