package ivs.recordings.local.template;

/// What Lambda does with an asynchronous invocation that fails.
///
/// @param qualifier the version or alias that is invoked; `$LATEST` where an invocation names none
/// @param maximumRetryAttempts how many tries follow the first
/// @param onFailure the local name of the queue that gets a record of it
public record EventInvokeDefinition(String qualifier, int maximumRetryAttempts, String onFailure) {}
