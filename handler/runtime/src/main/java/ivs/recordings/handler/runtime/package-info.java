/// What the functions share: the DynamoDB client and its deadline, strict JSON, log lines and
/// metrics.
package ivs.recordings.handler.runtime;
