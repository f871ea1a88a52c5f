/// The function that finds out which recordings can be played; [RecordingReadiness] is the entry
/// point, and [ReadinessCheck] is what the reconciler repeats.
package ivs.recordings.handler.readiness;
