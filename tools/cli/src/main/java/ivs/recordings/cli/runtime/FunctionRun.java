package ivs.recordings.cli.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/// Runs of a function that answers with a report.
///
/// @param function its physical name
public record FunctionRun(Target target, String function) {
  /// No function runs longer than 15 minutes.
  private static final Duration LONGEST = Duration.ofMinutes(16);

  /// Invokes the function and waits for its report.
  ///
  /// @param isReport whether an answer is a report of this function
  /// @param failure makes a sentence out of what the function failed with
  /// @throws CommandException if it fails or is another function
  public JsonNode report(
      ObjectNode request, Predicate<JsonNode> isReport, UnaryOperator<String> failure) {
    var answer = answer(request);
    var report = JsonOutput.read(answer.payload().asUtf8String());
    if (answer.functionError() != null) {
      var fault =
          report
              .flatMap(error -> Optional.ofNullable(error.path("errorMessage").textValue()))
              .orElse(answer.functionError());
      throw new CommandException(ExitCode.DIFFERENT, failure.apply(fault));
    }
    return report
        .filter(isReport)
        .orElseThrow(() ->
            new CommandException(
                ExitCode.ELSEWHERE,
                "what answers for the function %s is not this system's: name another with --endpoint-url or --stack"
                    .formatted(function)));
  }

  private InvokeResponse answer(ObjectNode request) {
    try (var lambda = target.lambda(LONGEST)) {
      return lambda.invoke(invoke ->
          invoke.functionName(function).payload(SdkBytes.fromUtf8String(JsonOutput.text(request))));
    }
  }
}
