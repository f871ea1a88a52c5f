/// The handler on the other HTTP clients, which only the benchmark starts.
package ivs.recordings.handler.ingest;
