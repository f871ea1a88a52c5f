package ivs.recordings.cli.api;

import static picocli.CommandLine.Option.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.api.ApiClient.Answer;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.model.recording.ProfileId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that asks the HTTP API, and prints a line or JSON.
public abstract class ApiCommand extends AwsCommand {
  /// Longer than any command runs; a token without `--token` is of the embedded system alone.
  protected static final Duration LONGEST_RUN = Duration.ofHours(24);

  private static final ProfileId OPERATOR = new ProfileId("recordings-cli");

  /// What a JWT in an Authorization header consists of.
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = NULL_VALUE,
      description = "A token of your identity provider, which --stack needs.")
  private Optional<String> token = Optional.empty();

  @Mixin private OutputOptions output = new OutputOptions();

  protected ApiCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    if (chosen instanceof TargetAddress.Stack && token.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--stack needs --token: a token of the identity provider that the stack's parameter JwtIssuer names");
    }
    if (token.filter(text -> !TOKEN.matcher(text).matches()).isPresent()) {
      throw new CommandException(
          ExitCode.USAGE, "--token wants a token alone, without 'Bearer' and without blanks");
    }
  }

  @Override
  protected final ExitCode talk(Target target) throws InterruptedException {
    var bearer = token.orElseGet(() -> localToken(target).text());
    try (var http = ApiClient.client()) {
      var client = new ApiClient(http, target.apiUrl(), bearer);
      try {
        return ask(client);
      } catch (IOException silence) {
        throw client.unreachable(silence);
      }
    }
  }

  protected abstract ExitCode ask(ApiClient client) throws IOException, InterruptedException;

  /// The token of a call to the embedded system without `--token`.
  protected LocalToken localToken(Target target) {
    return LocalToken.sign(target, OPERATOR, Optional.of(LocalToken.OPERATOR), LONGEST_RUN);
  }

  protected final boolean hasToken() {
    return token.isPresent();
  }

  /// Why the API did not do what it was asked for.
  ///
  /// @param subject what it was asked about, such as `recording X`
  /// @param listing the command that shows what there is
  protected final CommandException refusal(Answer answer, String subject, String listing) {
    return switch (answer.status()) {
      case 400 -> new CommandException(ExitCode.USAGE, answer.why());
      case 404 ->
          new CommandException(
              ExitCode.NOT_FOUND,
              "there is no %s that the token may see; '%s' shows those there are"
                  .formatted(subject, calls().line(listing)));
      case 409, 412 -> new CommandException(ExitCode.DIFFERENT, answer.why());
      case 410 ->
          new CommandException(
              ExitCode.NOT_FOUND,
              "the %s was deleted or has expired: %s".formatted(subject, answer.why()));
      default -> ApiClient.refused(answer);
    };
  }

  protected final boolean isJson() {
    return output.isJson();
  }

  protected final void json(JsonNode json) {
    output.json(shell(), json);
  }

  /// A line, or the answer as JSON.
  protected final void say(JsonNode json, String line) {
    if (isJson()) {
      json(json);
    } else {
      shell().out().println(DisplayText.line(line));
    }
  }

  protected final <T> void rows(RowFormat<T> format, List<T> rows) {
    output.rows(shell(), format, rows);
  }
}
