package ivs.recordings.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.finding.Advice;
import ivs.recordings.cli.finding.HealthFinding;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.event.SourceArn;
import java.util.List;

/// What is said of the links between profiles and channels or stages.
///
/// @param profiles the name of the finding about what has no profile
/// @param links the name of the finding about profiles that lead nowhere
/// @param noun `channel` or `stage`
record LinkFindings(String profiles, String links, String noun, CommandHints calls) {
  /// @param arns what is recorded and has no profile
  /// @param right what is said where there is none
  HealthFinding unlinked(List<String> arns, String right, ObjectNode facts) {
    arns.forEach(facts.putArray("withoutProfile")::add);
    return arns.isEmpty()
        ? HealthFinding.ok(profiles, right, facts)
        : HealthFinding.warning(
            profiles,
            "%s recorded and without a profile, their events are parked: %s"
                .formatted(
                    DisplayText.count(arns.size(), noun) + (arns.size() == 1 ? " is" : " are"),
                    HealthChecks.some(arns.stream())),
            Advice.ofSource(Finding.UNKNOWN_PROFILE, new SourceArn(arns.getFirst()), calls)
                .getFirst(),
            facts);
  }

  /// @param arns what has a profile and does not exist
  HealthFinding gone(List<String> arns) {
    var facts = JsonOutput.object();
    arns.forEach(facts.putArray("linkedAndGone")::add);
    return arns.isEmpty()
        ? HealthFinding.ok(links, "each leads to a %s that is there".formatted(noun), facts)
        : HealthFinding.warning(
            links,
            "%s to a %s that is not in this account and region: %s"
                .formatted(
                    DisplayText.count(arns.size(), "profile")
                        + (arns.size() == 1 ? " is linked" : " are linked"),
                    noun,
                    HealthChecks.some(arns.stream())),
            "if it was deleted: %s; else look at AWS_REGION and AWS_PROFILE"
                .formatted(
                    calls.line(
                        "profile remove --%s %s"
                            .formatted(noun, CommandHints.word(arns.getFirst())))),
            facts);
  }
}
