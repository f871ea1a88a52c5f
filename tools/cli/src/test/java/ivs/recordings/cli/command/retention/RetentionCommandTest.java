package ivs.recordings.cli.command.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/// The commands on the packaged function.
@ExtendWith(SharedSystem.class)
final class RetentionCommandTest {
  private static final String BUCKET = "example-recordings";

  private final Operator operator;

  RetentionCommandTest(Operator operator) {
    this.operator = operator;
  }

  /// A recording of a channel that is kept for a day, which is long over.
  private TestChannel due(String name) {
    var channel = new TestChannel(name);
    var put =
        operator.run(
            "profile put --channel %s --profile %s --retention-days 1", channel.arn(), name);
    assertThat(put.exitCode()).as("%s", put).isZero();
    operator.send(
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        placed(name, channel.recordingStart(1, 1, "2026-01-01T10:00:01Z")),
        placed(name, channel.recordingEnd(1, 1, "2026-01-01T11:00:00Z", 3_599_000, List.of(1))));
    return channel;
  }

  /// In the bucket that there is, and in a folder of the depth that IVS writes.
  private static String placed(String name, String entry) {
    return entry
        .replace("\\\"files\\\"", "\\\"" + BUCKET + "\\\"")
        .replace("ivs/v1/" + name + "/1", "ivs/v1/111122223333/" + name + "/2026/1/1/10/0/x");
  }

  private void put(String key) {
    try (var target = operator.target();
        var s3 = target.s3()) {
      s3.putObject(to -> to.bucket(BUCKET).key(key), RequestBody.fromString("0123456789"));
    }
  }

  private long objects(String prefix) {
    try (var target = operator.target();
        var s3 = target.s3()) {
      return s3.listObjectsV2(list -> list.bucket(BUCKET).prefix(prefix)).keyCount();
    }
  }

  @Test
  void whatIsPlannedIsHeldAndThenDeleted() throws Exception {
    var channel = due("retained");
    var id = channel.recording(1);
    var prefix = operator.row(id).get("s3KeyPrefix").s();
    put(prefix + "/media/hls/a.ts");
    put(prefix + "d/media/hls/a.ts");

    var plan = operator.run("retention plan --profile retained");
    var held = operator.run("retention hold %s", id);
    var nothing = operator.run("retention apply --profile retained --yes");
    var lifted = operator.run("retention hold %s --lift", id);
    var refused = operator.run("retention apply --profile retained");
    var applied = operator.run("retention apply --profile retained --yes");
    var again = operator.json("retention plan --profile retained");

    assertThat(plan.exitCode()).as("%s", plan).isZero();
    assertThat(plan.out())
        .contains(id + " of retained: expired since 2026-01-02T11:00:00Z, 1 object (10 bytes)")
        .contains("1 recording due with 1 object (10 bytes)");
    assertThat(held.out()).contains(id + " is held");
    assertThat(nothing.out()).contains("0 recordings deleted");
    assertThat(lifted.out()).contains(id + " is no longer held");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(applied.out()).contains("1 recording deleted with 1 object (10 bytes)");
    assertThat(objects(prefix + "/")).isZero();
    assertThat(objects(prefix)).isEqualTo(1);
    assertThat(operator.row(id)).containsKeys("deletedAt", "expiresAt").doesNotContainKey("dueAt");
    assertThat(again.path("recordings")).isEmpty();
    assertThat(operator.run("retention hold %s", id).err()).contains("was deleted");
  }

  @ParameterizedTest
  @CsvSource({
    "retention, 2, say 'retention plan'",
    "retention hold nothing-of-this, 3, no recording nothing-of-this",
    "'profile put --channel upload:user/ada --profile ben', 2, say upload:user/ben",
    "'profile put --channel upload:user/ada --profile ada --retention-days -1', 2, --retention-days must be"
  })
  void whatIsWrongIsSaidInOneLine(String line, int exitCode, String message) {
    var run = operator.run(line);

    assertThat(run.exitCode()).as("%s", run).isEqualTo(exitCode);
    assertThat(run.err()).contains(message);
  }
}
