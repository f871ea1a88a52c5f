package ivs.recordings.cli.command.retention;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.FunctionRun;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.ProfileId;
import java.util.Optional;

/// Runs of the function that plans and applies retention, so that both follow the same code.
///
/// @param profile whose recordings alone are looked at
record RetentionRuns(Target target, Optional<ProfileId> profile) {
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
    return new FunctionRun(target, target.retentionName())
        .report(
            request,
            report -> report.path("recordings").isArray(),
            fault ->
                "the function failed (%s): its log says more, see %s; the next run goes on where this ended"
                    .formatted(fault, CommandHints.runbook("retention-fails")));
  }
}
