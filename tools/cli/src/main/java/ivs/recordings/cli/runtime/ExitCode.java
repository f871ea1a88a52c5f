package ivs.recordings.cli.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/// How every command says to a script what came of it. From 65 on the numbers are those of BSD's
/// sysexits.
public enum ExitCode {
  OK(0, "all is as it should be"),
  DIFFERENT(1, "something is not as it should be: an entry was refused, a row is not as expected"),
  USAGE(2, "the command line is wrong"),
  NOT_FOUND(3, "there is no such recording, profile or parked event"),
  BAD_INPUT(65, "an input file can't be read or holds something else"),
  UNAVAILABLE(69, "nothing answers, or it is too busy, or the embedded system can't start"),
  INTERNAL(70, "a fault of this program; --debug shows where"),
  UNPRINTED(74, "not everything could be printed, such as into a full disk"),
  REFUSED(77, "AWS refuses: keys are missing or expired, or a permission is"),
  ELSEWHERE(78, "what answers is not this system: no such stack, resource or output"),
  INTERRUPTED(130, "interrupted by Ctrl-C (but 'up' ends with 0)");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /// The list that `--help` shows.
  public static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (var exit : values()) {
      meanings.put(Integer.toString(exit.code), exit.meaning);
    }
    return meanings;
  }
}
