/// The function [RecordingReconciler]: it finds lost events and completes rows, in four steps:
/// [ParkedEventRelease], [LiveStreamCheck], [OpenRecordingCompletion] and [ProfileScan].
package ivs.recordings.handler.reconciler;
