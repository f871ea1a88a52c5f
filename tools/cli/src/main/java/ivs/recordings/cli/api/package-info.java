/// Calls of the HTTP API. [ivs.recordings.cli.api.ApiCommand] is the base class of the commands
/// that make them.
package ivs.recordings.cli.api;
