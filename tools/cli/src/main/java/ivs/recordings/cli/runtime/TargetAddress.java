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

  /// A stack of template.yaml on AWS, of which CloudFormation tells the physical ids.
  ///
  /// @param name as the person gave it, maybe the ARN `arn:…:stack/NAME/ID`
  record Stack(String name) implements TargetAddress {
    /// What the names of its resources begin with.
    String plainName() {
      var parts = name.split("/", -1);
      return parts.length > 1 ? parts[1] : name;
    }

    /// What is wrong where a stack lacks something that template.yaml has.
    ///
    /// @param kind such as `resource`
    CommandException lacks(String kind, String id) {
      return new CommandException(
          ExitCode.ELSEWHERE,
          "%s has no %s %s: name a stack of template.yaml, or wait until its deployment is done"
              .formatted(this, kind, id));
    }

    @Override
    public String toString() {
      return "the stack " + name;
    }
  }
}
