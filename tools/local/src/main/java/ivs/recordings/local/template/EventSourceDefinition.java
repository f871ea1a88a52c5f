package ivs.recordings.local.template;

/// How Lambda takes messages from a queue and hands them to a function.
///
/// @param queue the local name of the queue
/// @param batchSize the most messages in one call
/// @param reportsBatchItemFailures whether Lambda heeds `batchItemFailures` in the answer; where it
///   doesn't, every answer that is not an exception deletes the whole batch
/// @param maximumConcurrency the most calls at the same time
public record EventSourceDefinition(
    String queue, int batchSize, boolean reportsBatchItemFailures, int maximumConcurrency) {}
