/// The packaged functions and the mapping that feeds them from the queue.
package ivs.recordings.local.lambda;
