/// The function [RecordingReconciler]: it finds lost events and completes rows, in four steps:
/// [ParkedRelease], [LiveStreams], [OpenRecordings] and [ChannelWalk].
package ivs.recordings.handler.reconciler;
