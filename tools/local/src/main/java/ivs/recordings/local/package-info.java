/// The whole system on one machine. [EmbeddedSystem] starts it: [Template] says what there is,
/// [Gateway] takes every request and hands it to [DynamoDbEngine], [EventBus] or [QueueEngine], and
/// [EventSourceMapping] feeds the [PackagedFunction] from its queue. [TestEvents] knows what can be
/// sent and what must come of it.
package ivs.recordings.local;
