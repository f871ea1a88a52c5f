package ivs.recordings.model.library;

import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.OWNER;
import static ivs.recordings.model.recording.ModelFixtures.at;
import static ivs.recordings.model.recording.ModelFixtures.ended;
import static ivs.recordings.model.recording.ModelFixtures.fold;
import static ivs.recordings.model.recording.ModelFixtures.started;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LiveLinkTest {
  private static final StreamId LIVE = StreamId.ofLive(new UUID(1, 2));
  private static final Instant NOW = at(1_000);

  private static StreamSession live(StreamId id, String profile, int start, Optional<Integer> end) {
    var profileId = new ProfileId(profile);
    return new StreamSession(
        id,
        profileId,
        SourceArn.ofUser(profileId),
        end.isPresent() ? StreamStatus.ENDED : StreamStatus.LIVE,
        Optional.of(at(start)),
        end.map(each -> at(each)),
        Optional.empty());
  }

  private static boolean joins(int start, Integer end, Recording recording) {
    return LiveLink.joins(live(LIVE, "ada", start, Optional.ofNullable(end)), recording, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 200, 150, 160, true",
    "100, 200, 50, 300, true",
    "100, 200, 199, 300, true",
    "100, 200, 50, 101, true",
    "100, 200, 200, 300, false",
    "100, 200, 50, 100, false",
    "100, 100, 50, 300, true",
    "100, 100, 100, 300, true",
    "100, 200, 150, 150, true",
    "100, 200, 201, 201, false",
    "100, , 900, 950, true",
    "100, , 50, 60, false",
    "100, 200, 150, , true",
    "100, 200, 50, , true",
    "100, 200, 200, , false",
    "100, , 50, , true",
    // Longer than any recording: its end was lost.
    "200000, 200100, 0, , false"
  })
  void whatHasTimeInCommonBelongsTogether(
      int from, Integer to, int start, Integer end, boolean isOne) {
    var recording =
        end == null ? fold(started(start, FIRST)) : fold(started(start, FIRST), ended(end, 1));

    var stream = live(LIVE, "ada", from, Optional.ofNullable(to));

    assertThat(LiveLink.joins(stream, recording, from > 1_000 ? at(300_000) : NOW))
        .isEqualTo(isOne);
  }

  @Test
  void withoutAStartTheDurationTellsIt() {
    assertThat(joins(100, 200, fold(ended(300, 150_000)))).isTrue();
    assertThat(joins(100, 200, fold(ended(300, 50_000)))).isFalse();
    assertThat(joins(100, 200, fold(ended(150, 0)))).isTrue();
  }

  @Test
  void onlyRecordingsOfTheProfileThatAreNoUploadsBelongToAStreamOfAnApp() {
    var recording = fold(started(100, FIRST));
    var ended = Optional.of(200);
    var upload =
        new Recording(
            recording.id(),
            Optional.empty(),
            OWNER.profileId(),
            SourceArn.ofUser(OWNER.profileId()),
            Source.UPLOAD,
            recording.start(),
            Optional.empty(),
            recording.location(),
            new TreeSet<>());

    assertThat(LiveLink.joins(live(LIVE, "bob", 100, ended), recording, NOW)).isFalse();
    assertThat(LiveLink.joins(live(FIRST, "ada", 100, ended), recording, NOW)).isFalse();
    assertThat(joins(100, 200, upload)).isFalse();
  }

  private static Recording composition(StreamId... linked) {
    var recording = fold(started(100, FIRST));
    return new Recording(
        recording.id(),
        Optional.empty(),
        recording.profileId(),
        recording.sourceArn(),
        Source.IVS_COMPOSITION,
        Optional.of(new Recording.Start(at(100), Optional.empty())),
        Optional.empty(),
        recording.location(),
        new TreeSet<>(List.of(linked)));
  }

  /// `live-` comes before `st-` in the alphabet, and a composition has no stream at all.
  @Test
  void aLinkedStreamIsNeverTheOneThatARecordingStartedOn() {
    assertThat(composition(LIVE, FIRST).streamSessionId()).contains(FIRST);
    assertThat(composition(LIVE).streamSessionId()).isEmpty();
    assertThat(composition(LIVE, FIRST).streamIds()).containsExactly(FIRST, LIVE);
  }

  @Test
  void aLinkedRecordingIsListedUnderStreamsOfAppsOnly() {
    assertThat(StreamId.listed(Set.of(LIVE, FIRST))).containsExactly(LIVE);
    assertThat(StreamId.listed(Set.of(FIRST))).containsExactly(FIRST);
  }

  /// No session of IVS speaks for the stream of an app.
  @Test
  void aLinkedCompositionIsStillCompleted() {
    var manifest =
        new Manifest(
            Manifest.Status.ENDED,
            Optional.empty(),
            Optional.empty(),
            Optional.of(at(100)),
            Optional.of(at(170)),
            Optional.of(Duration.ofSeconds(70)),
            Optional.empty(),
            Optional.empty());

    assertThat(
            Reconciliation.outcome(
                composition(LIVE), Optional.of(OWNER), manifest, FIRST::equals, at(100_000)))
        .isPresent();
  }
}
