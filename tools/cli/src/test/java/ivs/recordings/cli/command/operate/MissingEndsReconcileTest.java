package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.local.EmbeddedSystem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// What an operator does after a day on which no event of an end ever came: reconciles, and asks
/// for the account of everything. A system of its own, because its account is of everything.
final class MissingEndsReconcileTest {
  private static final String BUCKET = "example-recordings";
  private static final String SINCE = "2022-01-01";
  private static final Set<String> ENDS =
      Set.of("Recording End", "Recording End Failure", "Session End", "Destination Failure");

  /// What is left to a person stays as it is, so these have their own tests.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "profiles.json",
          "compositions.json",
          "malformed.json",
          "another-channel.json",
          "missing-profile.json",
          "missing-session.json",
          "composition-unknown.json");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EmbeddedSystem system = SharedSystem.startWithoutStreams(Map.of());
  private final Operator operator = new Operator(system);

  @AfterEach
  void stop() {
    system.close();
  }

  @Test
  void nothingIsUnexplainedAfterARunAndABrokenManifestIsNamed(@TempDir Path folder)
      throws Exception {
    linkProfiles();
    assertThat(operator.run("send %s", dayWithoutEnds(folder).toString()).exitCode()).isZero();
    operator.awaitQuiet();
    assertThat(operator.run("audit --since %s", SINCE).exitCode()).isZero();
    assertThat(counts().path("repaired").asInt()).isPositive();

    var reconciled = operator.run("reconcile --since %s --json", SINCE);

    assertThat(reconciled.exitCode()).as("%s", reconciled).isZero();
    assertThat(reconciled.json().path("completed").asInt()).isPositive();
    var counts = counts();
    assertThat(counts.path("found").asInt()).isEqualTo(counts.path("right").asInt());
    assertThat(counts.path("found").asInt()).isGreaterThan(9);
    assertThat(counts.path("unexplained").asInt(-1)).isZero();

    var broken = breakOneManifest();

    var audit = operator.run("audit --since %s", SINCE);
    assertThat(audit.exitCode()).isEqualTo(1);
    assertThat(audit.out()).contains("Its manifest cannot be read").contains(broken);
  }

  private JsonNode counts() throws Exception {
    return operator.json("audit --since %s", SINCE);
  }

  private void linkProfiles() throws IOException {
    var profiles = JSON.readTree(testEvents().resolve("profiles.json").toFile());
    for (var profile : profiles) {
      var run =
          operator.run(
              "profile put --channel %s --profile %s",
              profile.path("sourceArn").asText(), profile.path("profileId").asText());
      assertThat(run.exitCode()).as("%s", run).isZero();
    }
  }

  private static Path dayWithoutEnds(Path folder) throws IOException {
    var day = JSON.createArrayNode();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(testEvents(), "*.json")) {
      for (var file : files) {
        if (!LEFT_OUT.contains(file.getFileName().toString())) {
          addWithoutEnds(day, JSON.readTree(file.toFile()));
        }
      }
    }
    return Files.writeString(folder.resolve("day.json"), day.toString());
  }

  private static void addWithoutEnds(ArrayNode day, JsonNode entries) throws IOException {
    for (var entry : entries) {
      var detail = JSON.readTree(entry.path("Detail").asText());
      var status = detail.path("recording_status").asText(detail.path("event_name").asText());
      if (!ENDS.contains(status)) {
        day.add(entry);
      }
    }
  }

  private static Path testEvents() {
    return CommandLineRun.HOME.resolve("test-events");
  }

  private String breakOneManifest() {
    try (var target = operator.target();
        var s3 = target.s3()) {
      var manifest =
          s3.listObjectsV2Paginator(list -> list.bucket(BUCKET)).contents().stream()
              .filter(object -> object.key().endsWith("events/recording-ended.json"))
              .findFirst()
              .orElseThrow()
              .key();
      s3.putObject(
          put -> put.bucket(BUCKET).key(manifest), RequestBody.fromString("{\"version\": \"v1\""));
      return manifest.replace("/events/recording-ended.json", "");
    }
  }
}
