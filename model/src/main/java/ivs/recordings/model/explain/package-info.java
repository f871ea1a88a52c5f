/// Why a recording is as it is; [RecordingExplanation] is the entry point.
package ivs.recordings.model.explain;
