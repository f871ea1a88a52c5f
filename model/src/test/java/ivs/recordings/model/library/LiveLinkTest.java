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
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
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

  /// `live-` comes before `st-` in the alphabet.
  @Test
  void aLinkedStreamIsNeverTheOneThatARecordingStartedOn() {
    var recording = fold(ended(70, 1));
    var linked = new TreeSet<>(Set.of(LIVE, FIRST));
    var withLink =
        new Recording(
            recording.id(),
            recording.sessionId(),
            recording.profileId(),
            recording.sourceArn(),
            recording.source(),
            fold(started(5, FIRST))
                .start()
                .map(start -> new Recording.Start(start.time(), Optional.empty())),
            Optional.empty(),
            recording.location(),
            linked);

    assertThat(withLink.streamSessionId()).contains(FIRST);
    assertThat(List.copyOf(withLink.streamIds())).containsExactly(FIRST, LIVE);
    assertThat(StreamId.listed(linked)).containsExactly(LIVE);
    assertThat(StreamId.listed(Set.of(FIRST))).containsExactly(FIRST);
  }
}
