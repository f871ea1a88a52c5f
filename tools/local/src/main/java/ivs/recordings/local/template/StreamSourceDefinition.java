package ivs.recordings.local.template;

import java.time.Duration;

/// How Lambda reads the stream of a table for a function.
///
/// @param function its logical id
/// @param table the local name of the table
/// @param batchSize the most records in one call
/// @param bisects whether a batch that fails is halved
/// @param maximumRetryAttempts how often a batch is tried again
/// @param maximumAge of a record that is still tried
/// @param reportsBatchItemFailures whether Lambda heeds `batchItemFailures` in the answer
/// @param onFailure the local name of the queue that hears of what was given up
public record StreamSourceDefinition(
    String function,
    String table,
    int batchSize,
    boolean bisects,
    int maximumRetryAttempts,
    Duration maximumAge,
    boolean reportsBatchItemFailures,
    String onFailure) {}
