package ivs.recordings.model.stitch;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.playback.Playability;
import ivs.recordings.model.playback.StoredFiles;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.stitch.StreamPlayback.NotServed;
import ivs.recordings.model.stitch.StreamPlayback.Refused;
import ivs.recordings.model.stitch.StreamPlayback.Single;
import ivs.recordings.model.stitch.StreamPlayback.Stitched;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which recordings of a stream are played as one.
final class StreamPlaybackTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Bucket SERVED = new Bucket("served");
  private static final Bucket OTHER = new Bucket("other");

  /// Of ten minutes.
  ///
  /// @param state what is true of it: `started`, `processing`, `failed`, `deleted`, `upload`,
  ///   `other` for a bucket that is not served, or `until` for a retention time of a day
  private static RecordingSummary recording(String id, int minutes, Source source, String state) {
    var start = NOON.plus(Duration.ofMinutes(minutes));
    var isPlayable = !List.of("started", "processing", "failed").contains(state);
    var bucket = state.equals("other") ? OTHER : SERVED;
    var location =
        state.equals("upload")
            ? new StorageLocation(
                Optional.of(bucket), Optional.empty(), Optional.of(new S3ObjectKey(id + ".mp4")))
            : new StorageLocation(bucket, Optional.of(new S3Prefix("ivs/" + id)));
    return new RecordingSummary(
        new RecordingId(id),
        new ProfileId("anna"),
        Optional.empty(),
        source,
        switch (state) {
          case "started" -> RecordingStatus.STARTED;
          case "failed" -> RecordingStatus.FAILED;
          default -> RecordingStatus.COMPLETED;
        },
        Optional.empty(),
        Optional.of(start),
        Optional.empty(),
        Optional.of(Duration.ofMinutes(10)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(start).filter(_ -> isPlayable),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(start.plus(Duration.ofDays(1))).filter(_ -> state.equals("until")),
        false,
        Optional.of(start).filter(_ -> state.equals("deleted")),
        new StoredFiles(
            location,
            Optional.of("media/hls/master.m3u8"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        1);
  }

  private static RecordingSummary channel(String id, int minutes, String state) {
    return recording(id, minutes, Source.IVS_CHANNEL, state);
  }

  private static StreamPlayback of(RecordingSummary... recordings) {
    return StreamPlayback.of(List.of(recordings), SERVED::equals, NOON);
  }

  private static StreamPlayback left(RecordingSummary... recordings) {
    return StreamPlayback.stitched(List.of(recordings), SERVED::equals, NOON);
  }

  private static List<String> ids(StreamPlayback playback) {
    return switch (playback) {
      case Stitched(var fragments) ->
          fragments.stream().map(of -> of.recording().recordingId().value()).toList();
      case Single(var recording, var _) -> List.of("only " + recording.recordingId().value());
      case Refused(var why) -> List.of(why.getClass().getSimpleName());
      case NotServed() -> List.of("NotServed");
    };
  }

  @Test
  void whatIsPlayableFollowsInTheOrderOfItsStart() {
    var playback =
        of(
            channel("c", 40, ""),
            channel("gone", 30, "deleted"),
            channel("a", 0, ""),
            channel("late", 60, "started"),
            channel("b", 20, ""),
            channel("else", 10, "other"),
            recording("file", 5, Source.UPLOAD, "upload"));

    assertThat(ids(playback)).containsExactly("a", "b", "c");
    assertThat(((Stitched) playback).duration()).contains(Duration.ofMinutes(30));
  }

  @Test
  void oneRecordingIsPlayedAsItIs() {
    assertThat(ids(of(channel("a", 0, ""), recording("file", 5, Source.UPLOAD, "upload"))))
        .containsExactly("only a");
    assertThat(ids(left(channel("a", 0, "")))).containsExactly("a");
  }

  @Test
  void ofFilesTheNewestIsPlayed() {
    var playback =
        of(
            recording("old", 5, Source.UPLOAD, "upload"),
            recording("new", 50, Source.UPLOAD, "upload"),
            channel("gone", 60, "deleted"));

    assertThat(ids(playback)).containsExactly("only new");
  }

  @Test
  void aCompositionStandsForTheParticipantsOfItsStage() {
    var participants =
        List.of(
            recording("p", 0, Source.IVS_PARTICIPANT, ""),
            recording("q", 5, Source.IVS_PARTICIPANT, ""));
    var composition = recording("c", 1, Source.IVS_COMPOSITION, "");

    assertThat(ids(of(participants.getFirst(), participants.getLast()))).containsExactly("p", "q");
    assertThat(ids(of(participants.getFirst(), composition, participants.getLast())))
        .containsExactly("only c");
  }

  @Test
  void ofMoreThanTwentyTheNewestArePlayed() {
    var recordings =
        IntStream.range(0, 25)
            .mapToObj(number -> channel("r" + (number + 10), number * 10, ""))
            .toArray(RecordingSummary[]::new);

    assertThat(ids(of(recordings))).hasSize(StreamPlayback.MOST).startsWith("r15").endsWith("r34");
  }

  @Test
  void theReasonIsTheOneThatTimeChangesFirst() {
    var started = channel("a", 0, "started");
    var processing = channel("b", 1, "processing");
    var failed = channel("c", 2, "failed");
    var deleted = channel("d", 3, "deleted");

    assertThat(ids(of(deleted, failed, processing, started))).containsExactly("StillRecording");
    assertThat(ids(of(deleted, failed, processing))).containsExactly("Processing");
    assertThat(ids(of(deleted, failed))).containsExactly("Unplayable");
    assertThat(ids(of(deleted))).containsExactly("Gone");
    assertThat(of()).isEqualTo(new Refused(new Playability.Unplayable()));
    assertThat(ids(of(deleted, channel("e", 4, "other")))).containsExactly("NotServed");
    assertThat(ids(left(deleted, recording("file", 5, Source.UPLOAD, "upload"))))
        .containsExactly("Gone");
  }

  @Test
  void itExpiresWithTheLastOfItsRecordings() {
    var both = (Stitched) of(channel("a", 0, "until"), channel("b", 20, "until"));
    var one = (Stitched) of(channel("a", 0, "until"), channel("b", 20, ""));

    assertThat(both.expiry()).contains(NOON.plus(Duration.ofMinutes(20)).plus(Duration.ofDays(1)));
    assertThat(one.expiry()).isEmpty();
  }
}
