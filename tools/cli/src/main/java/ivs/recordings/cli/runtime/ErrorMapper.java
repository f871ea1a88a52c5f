package ivs.recordings.cli.runtime;

import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.samples.InvalidTestEventsException;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.UnprocessedKeysException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/// Turns whatever went wrong into one line that says what to do.
///
/// @param where what was talked to; empty for a command that talks to no system
public record ErrorMapper(Shell shell, Optional<TargetAddress> where) {
  private static final Set<String> SPENT_KEYS =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
  private static final Set<String> WRONG_KEYS =
      Set.of(
          "UnrecognizedClientException",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "IncompleteSignature",
          "MissingAuthenticationToken");
  private static final Set<String> NO_PERMISSION =
      Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation");
  private static final Set<String> NOT_THERE =
      Set.of(
          "ResourceNotFoundException",
          "QueueDoesNotExist",
          "AWS.SimpleQueueService.NonExistentQueue");

  /// What the embedded system says for each of its services until that one answers.
  private static final String STILL_STARTING = " is still starting";

  /// The same for each service, so that a command that asks several of them says it once.
  public static final String NOT_READY = " is not ready yet";

  private static final Pattern ACTION = Pattern.compile("not authorized to perform: ([\\w:-]+)");

  /// Lines to copy that reach the same system.
  public CommandHints calls() {
    return CommandHints.of(shell, where);
  }

  public CommandException of(Throwable trouble) {
    return switch (trouble) {
      case CommandException failure -> failure;
      case CannotStartException cannot -> failure(ExitCode.UNAVAILABLE, cannot, message(cannot));
      case InvalidTestEventsException invalid ->
          failure(ExitCode.BAD_INPUT, invalid, message(invalid));
      case AwsServiceException answer -> ofAnswer(answer);
      case SdkClientException unanswered -> ofSilence(unanswered);
      case UnprocessedKeysException busy -> tooBusy(busy);
      case CorruptItemException corrupt ->
          failure(
              ExitCode.DIFFERENT,
              corrupt,
              message(corrupt)
                  + ": it was not written by this system; "
                  + CommandHints.runbook("rows-that-cannot-be-read"));
      case Throwable unexpected ->
          failure(
              ExitCode.INTERNAL,
              unexpected,
              "unexpected %s; run it again with --debug and report what it shows"
                  .formatted(unexpected));
    };
  }

  private CommandException ofAnswer(AwsServiceException answer) {
    var details = Optional.ofNullable(answer.awsErrorDetails());
    var code = details.map(AwsErrorDetails::errorCode).orElse("");
    var words = details.map(AwsErrorDetails::errorMessage).orElse("");
    if (SPENT_KEYS.contains(code)) {
      return spent(answer);
    }
    if (WRONG_KEYS.contains(code)) {
      return failure(
          ExitCode.REFUSED,
          answer,
          "AWS does not know these keys (%s): check AWS_PROFILE or the exported keys; 'aws sts get-caller-identity' must work"
              .formatted(code));
    }
    if (NO_PERMISSION.contains(code)) {
      return failure(
          ExitCode.REFUSED,
          answer,
          "no permission for %s: ask for it, or use other keys".formatted(action(words, details)));
    }
    if (code.equals("ValidationError") && words.contains("does not exist")) {
      return failure(
          ExitCode.ELSEWHERE,
          answer,
          "%s does not exist in this region and account: check the name, AWS_REGION and AWS_PROFILE"
              .formatted(place()));
    }
    if (NOT_THERE.contains(code)) {
      return failure(
          ExitCode.ELSEWHERE,
          answer,
          "%s has not the tables and queues of this system (%s): name another with --endpoint-url or --stack"
              .formatted(place(), words));
    }
    if (words.endsWith(STILL_STARTING)) {
      return failure(
          ExitCode.UNAVAILABLE,
          answer,
          "%s%s: wait until '%s up' says Ready, then try again"
              .formatted(place(), NOT_READY, shell.command()));
    }
    if (answer.isThrottlingException() || code.contains("Throttl")) {
      return tooBusy(answer);
    }
    if (code.isEmpty()) {
      return stranger("HTTP status " + answer.statusCode(), answer);
    }
    var problem = "%s answers %s: %s".formatted(place(), code, words);
    return answer.statusCode() >= 500
        ? failure(ExitCode.UNAVAILABLE, answer, problem + "; try again in a moment")
        : failure(ExitCode.ELSEWHERE, answer, problem + elsewhereHint());
  }

  /// No answer, or none that could be read.
  private CommandException ofSilence(SdkClientException trouble) {
    var words = message(trouble);
    if (words.contains("expired") || words.contains("SSO")) {
      return spent(trouble);
    }
    if (words.contains("Unable to load region")) {
      return failure(
          ExitCode.REFUSED, trouble, "no AWS region is set: export AWS_REGION, such as us-east-1");
    }
    if (words.contains("credentials")) {
      return failure(
          ExitCode.REFUSED,
          trouble,
          "no AWS keys found: sign in as for the AWS CLI, or export AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }
    if (words.contains("unmarshall")) {
      return stranger("something else", trouble);
    }
    var network = causes(trouble).filter(IOException.class::isInstance).findFirst();
    if (network.isPresent()) {
      return unreachable(network.get(), trouble);
    }
    return failure(ExitCode.UNAVAILABLE, trouble, "%s: %s".formatted(place(), words));
  }

  private CommandException unreachable(Throwable network, Throwable trouble) {
    var reason =
        switch (network) {
          case ConnectException _ -> "nothing answers at " + place();
          case UnknownHostException _ -> "no address is known for the host of " + place();
          case SocketTimeoutException _ -> place() + " does not answer in time";
          default -> "no connection to %s (%s)".formatted(place(), message(network));
        };
    var remedy =
        switch (where.orElse(new TargetAddress.Stack(""))) {
          case TargetAddress.Endpoint endpoint when endpoint.isHere() ->
              "%s: start it with '%s up' and wait until it says Ready, or name another with --endpoint-url"
                  .formatted(reason, shell.command());
          case TargetAddress.Endpoint _ -> reason + ": check the address, or name another";
          case TargetAddress.Stack _ ->
              "AWS can't be reached (%s): check the network and AWS_REGION%s"
                  .formatted(
                      network instanceof UnknownHostException
                          ? "unknown host " + message(network)
                          : message(network),
                      elsewhereHint());
        };
    return failure(ExitCode.UNAVAILABLE, trouble, remedy);
  }

  private CommandException stranger(String what, Throwable trouble) {
    return failure(
        ExitCode.ELSEWHERE,
        trouble,
        "what answers at %s is not this system (%s): name another with --endpoint-url"
            .formatted(place(), what));
  }

  private CommandException tooBusy(Throwable trouble) {
    return failure(
        ExitCode.UNAVAILABLE, trouble, "%s is too busy: try again in a moment".formatted(place()));
  }

  private CommandException spent(Throwable trouble) {
    return failure(
        ExitCode.REFUSED,
        trouble,
        "the AWS keys have expired: sign in again ('aws sso login'), or export fresh ones");
  }

  /// A forgotten variable sends what is meant for AWS elsewhere; the message names it.
  private String elsewhereHint() {
    return shell
        .variable(TargetOptions.ENDPOINT_VARIABLE)
        .filter(_ -> where.filter(TargetAddress.Stack.class::isInstance).isPresent())
        .map(url ->
            "; $%s is %s: unset it to reach AWS".formatted(TargetOptions.ENDPOINT_VARIABLE, url))
        .orElse("");
  }

  private String place() {
    return where.map(TargetAddress::toString).orElse("the system");
  }

  private static String action(String words, Optional<AwsErrorDetails> details) {
    var action = ACTION.matcher(words);
    return action.find()
        ? action.group(1)
        : details.map(AwsErrorDetails::serviceName).orElse("AWS") + " (" + words + ")";
  }

  private static Stream<Throwable> causes(Throwable trouble) {
    return Stream.iterate(trouble, cause -> cause != null, Throwable::getCause);
  }

  private static CommandException failure(ExitCode exit, Throwable cause, String message) {
    return new CommandException(exit, message, cause);
  }

  private static String message(Throwable trouble) {
    return Optional.ofNullable(trouble.getMessage()).orElseGet(trouble::toString);
  }
}
