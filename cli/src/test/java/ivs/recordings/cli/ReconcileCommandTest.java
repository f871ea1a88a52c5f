package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.cli.FakeAws.Answer;
import ivs.recordings.local.EmbeddedSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(OneSystem.class)
class ReconcileCommandTest {
  private static final String DONE =
      """
      {"dryRun": false, "released": 1, "completed": 2, "corrected": 0, "created": 3,
       "rebuiltSessions": 0, "parkedAmbiguous": 0, "resolvedAmbiguous": 0, "yielded": 0,
       "viewerCounts": 0, "unchanged": 0, "open": 5, "channels": 7, "channelsLeft": 0,
       "unreadableManifests": 1, "calls": {"S3": 9}, "faults": {}, "notes": [],
       "outOfTime": false, "complete": true}
      """;
  private static final String UNDONE =
      """
      {"dryRun": true, "completed": 0, "channels": 4, "channelsLeft": 2, "faults": {"S3": 3},
       "notes": ["S3: left alone after 3 faults in a row"], "outOfTime": true, "complete": false}
      """;

  private final FakeCloud cloud;

  ReconcileCommandTest(EmbeddedSystem system, @TempDir Path folder) throws Exception {
    cloud = new FakeCloud(system, folder);
  }

  @AfterEach
  void stop() throws Exception {
    cloud.close();
  }

  @Test
  void theReportIsTold() throws Exception {
    cloud.answerInvocations(Answer.json(DONE), "");

    var run = reconcile("--profile", "ada", "--since", "2026-11-01");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsPattern("created +3 +recordings that had no row")
        .contains("7 channels walked, 5 open recordings found.")
        .contains("1 manifest cannot be read: './recordings audit' names them.");
    assertThat(new ObjectMapper().readTree(cloud.invocations().getFirst()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"dryRun": false, "allChannels": false, "profile": "ada",
                     "since": "2026-11-01T00:00:00Z"}
                    """));
  }

  @Test
  void whatWasLeftUndoneIsSaidAndIsNoSuccess() {
    cloud.answerInvocations(Answer.json(UNDONE), "");

    var run = reconcile("--dry-run", "--all-channels");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(run.out())
        .contains("nothing was changed")
        .contains("2 channels left for the next run")
        .contains("S3: 3 faults.")
        .contains("S3: left alone after 3 faults in a row")
        .contains("Its time was up");
    assertThat(run.err()).contains("run it again");
    assertThat(cloud.invocations().getFirst())
        .contains("\"dryRun\" : true")
        .contains("\"allChannels\" : true");
  }

  @Test
  void programsGetTheReportItself() throws Exception {
    cloud.answerInvocations(Answer.json(DONE), "");

    assertThat(reconcile("--json").json()).isEqualTo(new ObjectMapper().readTree(DONE));
  }

  @Test
  void aRunThatFailsIsToldInOneLine() {
    cloud.answerInvocations(
        Answer.json("{\"errorMessage\": \"Task timed out after 240.00 seconds\"}"), "Unhandled");

    var late = reconcile();

    assertThat(late.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(late.out()).isEmpty();
    assertThat(late.err().lines())
        .singleElement()
        .asString()
        .contains("out of time", "run it again");

    cloud.answerInvocations(Answer.json("{\"errorMessage\": \"broken\"}"), "Unhandled");

    assertThat(reconcile().err()).startsWith("recordings: the reconciler failed (broken)");
  }

  @Test
  void aSystemWithoutAReconcilerIsNotOurs() {
    cloud.answerInvocations(
        Answer.error(404, "ResourceNotFoundException", "Function not found"), "");

    var run = reconcile();

    assertThat(run.exitCode()).isEqualTo(ExitCode.ELSEWHERE.code());
    assertThat(run.err().lines()).singleElement().asString().contains("Function not found");
  }

  private CommandLineRun reconcile(String... options) {
    var arguments = new ArrayList<>(List.of("reconcile", "--endpoint-url", cloud.endpoint()));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }
}
