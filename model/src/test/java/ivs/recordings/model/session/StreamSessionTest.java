package ivs.recordings.model.session;

import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.OWNER;
import static ivs.recordings.model.recording.ModelFixtures.at;
import static ivs.recordings.model.recording.ModelFixtures.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamEvent.SessionCreated;
import ivs.recordings.model.event.StreamEvent.SessionEnded;
import ivs.recordings.model.event.StreamEvent.StreamEnded;
import ivs.recordings.model.event.StreamEvent.StreamFailed;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamEvent.TakenOver;
import ivs.recordings.model.event.StreamEvent.TakeoverFailed;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StreamSessionTest {
  @Test
  void eitherEndEndsItAndTheLaterOneTellsWhen() {
    var created = new SessionCreated(envelope("1", 0), FIRST);
    var encoderGone = new SessionEnded(envelope("2", 60), FIRST);
    var nothingToWatch = new StreamEnded(envelope("3", 66), FIRST);

    assertThat(fold(created, encoderGone).status()).isEqualTo(StreamStatus.ENDED);
    assertThat(fold(created, nothingToWatch).status()).isEqualTo(StreamStatus.ENDED);
    assertThat(fold(nothingToWatch, encoderGone, created).endTime()).contains(at(66));
  }

  @Test
  void itStartsAtTheEarliestSignOfLife() {
    var session =
        fold(
            new StreamStarted(envelope("1", 6), FIRST),
            new SessionCreated(envelope("2", 0), FIRST));

    assertThat(session.startTime()).contains(at(0));
  }

  @Test
  void aLateStartNeverReopensIt() {
    var session =
        fold(new StreamEnded(envelope("1", 60), FIRST), new StreamStarted(envelope("2", 6), FIRST));

    assertThat(session.status()).isEqualTo(StreamStatus.ENDED);
    assertThat(session.duration()).contains(Duration.ofSeconds(54));
  }

  @Test
  void aFailureBeatsAnEndWhicheverArrivesFirst() {
    var failed = new StreamFailed(envelope("1", 10), FIRST);
    var ended = new StreamEnded(envelope("2", 60), FIRST);

    assertThat(fold(failed, ended)).isEqualTo(fold(ended, failed));
    assertThat(fold(failed, ended).status()).isEqualTo(StreamStatus.FAILED);
  }

  @Test
  void aTakeoverProvesThatTheStreamIsLiveButNotSinceWhen() {
    var session = fold(new TakenOver(envelope("1", 30), FIRST));

    assertThat(session.status()).isEqualTo(StreamStatus.LIVE);
    assertThat(session.startTime()).isEmpty();
  }

  @Test
  void aRejectedTakeoverIsNoNewsOfTheStream() {
    var rejected = new TakeoverFailed(envelope("1", 30), FIRST);

    assertThat(StreamSession.of(OWNER.profileId(), rejected)).isEmpty();
  }

  @Test
  void theDurationIsUnknownUntilBothEndsAre() {
    assertThat(fold(new StreamStarted(envelope("1", 6), FIRST)).duration()).isEmpty();
    assertThat(fold(new StreamEnded(envelope("1", 6), FIRST)).duration()).isEmpty();
  }

  @Test
  void theHighestViewerCountSeenIsKept() {
    var session = fold(new StreamStarted(envelope("1", 6), FIRST));

    assertThat(seen(session, 7).join(seen(session, 3)).viewerCount()).contains(7L);
    assertThat(session.join(seen(session, 3)).viewerCount()).contains(3L);
  }

  private static StreamSession seen(StreamSession session, long viewers) {
    return new StreamSession(
        session.streamId(),
        session.profileId(),
        session.sourceArn(),
        session.status(),
        session.startTime(),
        session.endTime(),
        Optional.of(viewers));
  }

  private static StreamSession fold(StreamEvent first, StreamEvent... others) {
    var session = StreamSession.of(OWNER.profileId(), first).orElseThrow();
    for (var event : others) {
      session = session.join(StreamSession.of(OWNER.profileId(), event).orElseThrow());
    }
    return session;
  }
}
