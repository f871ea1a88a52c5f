package ivs.recordings.bench;

/// Dollars for a million recordings, a start and an end each, at list prices of us-east-1 for what
/// is paid by use. EventBridge takes no money for AWS's own events.
///
/// @param batch events per invocation
/// @param readUnits per event, as `writeUnits`
/// @param billedMillis of an invocation, with what it waits for DynamoDB
/// @param logBytes per event
record Cost(int batch, double readUnits, double writeUnits, double billedMillis, double logBytes) {
  static final double READ_UNIT = 0.125e-6;
  static final double WRITE_UNIT = 0.625e-6;
  static final double LAMBDA_REQUEST = 0.20e-6;
  static final double LAMBDA_GB_SECOND_ARM = 0.0000133334;
  static final double SQS_REQUEST = 0.40e-6;
  static final double LOG_GB = 0.50;
  static final double MEMORY_GB = 1.0;

  private static final double EVENTS = 2e6;

  double dynamo() {
    return EVENTS * (readUnits * READ_UNIT + writeUnits * WRITE_UNIT);
  }

  double lambda() {
    return EVENTS
        / batch
        * (LAMBDA_REQUEST + billedMillis / 1e3 * MEMORY_GB * LAMBDA_GB_SECOND_ARM);
  }

  /// A message is sent alone, received and deleted with its batch.
  double sqs() {
    return EVENTS * (1 + 2.0 / batch) * SQS_REQUEST;
  }

  double log() {
    return EVENTS * logBytes / 1e9 * LOG_GB;
  }

  double total() {
    return dynamo() + lambda() + sqs() + log();
  }
}
