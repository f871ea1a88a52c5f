/// The stand-in for CloudFront in front of the buckets: the entry point is [MediaGate].
package ivs.recordings.local.media;
