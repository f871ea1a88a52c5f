/// The HTTP API of the library on a port of this machine: the entry point is [HttpApi].
package ivs.recordings.local.api;
