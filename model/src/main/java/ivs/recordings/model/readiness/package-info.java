/// Whether a recording can be played, and the files that its manifest names; [ReadinessRules] is
/// the entry point.
package ivs.recordings.model.readiness;
