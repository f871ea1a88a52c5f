package ivs.recordings.cli.format;

import ivs.recordings.cli.runtime.Shell;
import java.util.function.UnaryOperator;

/// Green is over and well, red is over and not, yellow still runs.
public final class StatusColor {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String RESET = "\u001b[0m";

  private StatusColor() {}

  public static UnaryOperator<String> of(Shell shell) {
    return shell.coloured() ? status -> colour(status) + status + RESET : UnaryOperator.identity();
  }

  private static String colour(String status) {
    return switch (status) {
      case "COMPLETED", "ENDED" -> GREEN;
      case "FAILED" -> RED;
      default -> YELLOW;
    };
  }
}
