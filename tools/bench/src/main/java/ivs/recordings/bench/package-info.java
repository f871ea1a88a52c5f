/// How fast, against whom. Begin at [Bench].
package ivs.recordings.bench;
