package ivs.recordings.cli.runtime;

import java.net.URI;
import java.util.regex.Pattern;

/// Where the tables, the queue and the event bus are.
public sealed interface TargetAddress {
  /// Everything behind one address, under the plain names.
  ///
  /// @param named whether the person gave it as an option, and must give it again
  public record Endpoint(URI url, boolean named) implements TargetAddress {
    private static final Pattern HERE =
        Pattern.compile("localhost|127(\\.\\d+){3}|\\[(::|0:0:0:0:0:0:0:)1]");

    public Endpoint(URI url) {
      this(url, false);
    }

    /// On this machine no keys are needed.
    boolean isHere() {
      return HERE.matcher(url.getHost()).matches();
    }

    @Override
    public String toString() {
      return url.toString();
    }
  }

  /// A stack of template.yaml on AWS, whose outputs tell the names.
  record Stack(String name) implements TargetAddress {
    @Override
    public String toString() {
      return "the stack " + name;
    }
  }
}
