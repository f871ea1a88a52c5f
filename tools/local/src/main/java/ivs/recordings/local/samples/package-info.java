/// `test-events/` and the sample media of the embedded buckets.
package ivs.recordings.local.samples;
