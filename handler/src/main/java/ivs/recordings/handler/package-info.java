/// The doors. [RecordingStatusHandler] takes an SQS batch of EventBridge events, [EventParser]
/// reads each once, [Bookkeeper] reads, decides and writes; [EventLog] and [BatchMetrics] tell what
/// happened.
///
/// [RecordingReconciler] finds what never arrived, in four steps: [ParkedRelease], [LiveStreams],
/// [OpenRecordings] and [ChannelWalk]. [RecordingFiles] and [IvsStreams] are where it looks, each
/// through a [Source] that counts; whatever was lost goes the way of all events, by [Repairs].
package ivs.recordings.handler;
