/// What IVS is asked about a composition, because none of its events says it.
package ivs.recordings.handler.ingest.composition;
