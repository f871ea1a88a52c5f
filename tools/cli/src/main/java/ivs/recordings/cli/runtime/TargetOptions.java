package ivs.recordings.cli.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// `--endpoint-url` and `--stack`, of which at most one can be given.
public final class TargetOptions {
  public static final String DEFAULT_ENDPOINT = "http://127.0.0.1:4566";
  static final String ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL";

  private static final String SCHEME_END = "://";
  private static final int UNSAID = -1;
  private static final int HIGHEST_PORT = 65_535;
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Set<String> PATHS = Set.of("", "/");

  @ArgGroup(exclusive = true)
  private Choice choice = new Choice();

  private static final class Choice {
    @Option(
        names = "--endpoint-url",
        paramLabel = "URL",
        description =
            "Where the embedded system answers; default $AWS_ENDPOINT_URL, or else "
                + DEFAULT_ENDPOINT
                + ".")
    private Optional<String> endpointUrl = Optional.empty();

    @Option(
        names = "--stack",
        paramLabel = "NAME",
        description = "The stack on AWS instead, with the region and the keys of your AWS CLI.")
    private Optional<String> stack = Optional.empty();
  }

  TargetAddress where(Shell shell) {
    if (choice.stack.isPresent()) {
      if (choice.stack.get().isBlank()) {
        throw new CommandException(
            ExitCode.USAGE, "--stack wants the name of a CloudFormation stack");
      }
      return new TargetAddress.Stack(choice.stack.get());
    }
    return choice
        .endpointUrl
        .map(url -> endpoint("--endpoint-url", url, true))
        .or(() ->
            shell
                .variable(ENDPOINT_VARIABLE)
                .map(url -> endpoint("$" + ENDPOINT_VARIABLE, url, false)))
        .orElseGet(() -> new TargetAddress.Endpoint(URI.create(DEFAULT_ENDPOINT)));
  }

  private static TargetAddress endpoint(String origin, String value, boolean named) {
    return address(value.strip())
        .map(url -> new TargetAddress.Endpoint(url, named))
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                "%s wants an address such as %s, not '%s'"
                    .formatted(origin, DEFAULT_ENDPOINT, value)));
  }

  /// Without a scheme it is `http`, and needs its port: a word alone is more likely a mistake than
  /// a host.
  private static Optional<URI> address(String text) {
    var hasScheme = text.contains(SCHEME_END);
    try {
      var url = new URI(hasScheme ? text : "http" + SCHEME_END + text);
      if (url.getHost() == null) {
        return Optional.empty();
      }
      var scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
      var hasPort = url.getPort() >= 1 && url.getPort() <= HIGHEST_PORT;
      var isPortRight = hasPort || (hasScheme && url.getPort() == UNSAID);
      var isPlain =
          PATHS.contains(url.getRawPath())
              && Stream.of(url.getRawUserInfo(), url.getRawQuery(), url.getRawFragment())
                  .allMatch(Objects::isNull);
      var host = url.getHost().toLowerCase(Locale.ROOT);
      return isPlain && isPortRight && SCHEMES.contains(scheme)
          ? Optional.of(new URI(scheme, null, host, url.getPort(), "", null, null))
          : Optional.empty();
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }
}
