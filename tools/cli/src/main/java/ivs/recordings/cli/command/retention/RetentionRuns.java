package ivs.recordings.cli.command.retention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.ProfileId;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/// Runs of the function that plans and applies retention, so that both follow the same code.
///
/// @param profile whose recordings alone are looked at
record RetentionRuns(Target target, Optional<ProfileId> profile) {
  /// No function runs longer than 15 minutes.
  private static final Duration LONGEST_RUN = Duration.ofMinutes(16);

  /// What a run looks at, at most; its answer must fit into what Lambda hands back.
  static final int MOST = 2_000;

  JsonNode plan(int limit) {
    return run("plan", limit);
  }

  JsonNode apply(int limit) {
    return run("apply", limit);
  }

  private JsonNode run(String mode, int limit) {
    var request = JsonOutput.object().put("mode", mode).put("limit", Math.min(limit, MOST));
    profile.ifPresent(id -> request.put("profile", id.value()));
    return invoked(request);
  }

  private JsonNode invoked(ObjectNode request) {
    try (var lambda = target.lambda(LONGEST_RUN)) {
      return report(
          lambda.invoke(invoke ->
              invoke
                  .functionName(target.retentionName())
                  .payload(SdkBytes.fromUtf8String(JsonOutput.text(request)))));
    }
  }

  private static JsonNode report(InvokeResponse answer) {
    var report = JsonOutput.read(answer.payload().asUtf8String());
    if (answer.functionError() != null) {
      var fault =
          report
              .flatMap(error -> Optional.ofNullable(error.path("errorMessage").textValue()))
              .orElse(answer.functionError());
      throw new CommandException(
          ExitCode.DIFFERENT,
          "the function failed (%s): its log says more, see %s; the next run goes on where this ended"
              .formatted(fault, CommandHints.runbook("retention-fails")));
    }
    return report
        .filter(found -> found.path("recordings").isArray())
        .orElseThrow(() ->
            new CommandException(
                ExitCode.ELSEWHERE,
                "what answers for the function is not this system's: name another with --endpoint-url or --stack"));
  }
}
