package ivs.recordings.handler;

import ivs.recordings.store.DynamoDbFault;

/// Names what went wrong, for the operator's log: by the service's own code where it gave one.
final class Fault {
  private static final int LONGEST = 300;

  private Fault() {}

  static Effect.Failed of(RuntimeException exception) {
    var said = name(exception) + ": " + exception.getMessage();
    return new Effect.Failed(said.substring(0, Math.min(LONGEST, said.length())));
  }

  private static String name(RuntimeException exception) {
    return switch (exception) {
      case DynamoDbFault fault -> fault.code();
      case ServiceFault fault -> fault.code();
      default -> exception.getClass().getSimpleName();
    };
  }
}
