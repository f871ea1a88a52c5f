package ivs.recordings.model.recording;

import static ivs.recordings.model.recording.ModelFixtures.CHANNEL;
import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.OWNER;
import static ivs.recordings.model.recording.ModelFixtures.RIVAL;
import static ivs.recordings.model.recording.ModelFixtures.SECOND;
import static ivs.recordings.model.recording.ModelFixtures.at;
import static ivs.recordings.model.recording.ModelFixtures.ended;
import static ivs.recordings.model.recording.ModelFixtures.envelope;
import static ivs.recordings.model.recording.ModelFixtures.fold;
import static ivs.recordings.model.recording.ModelFixtures.session;
import static ivs.recordings.model.recording.ModelFixtures.started;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamEvent.TakeoverFailed;
import ivs.recordings.model.recording.Decision.Advance;
import ivs.recordings.model.recording.Decision.Park;
import ivs.recordings.model.recording.Decision.Unchanged;
import ivs.recordings.model.recording.ParkingCause.Contradiction;
import ivs.recordings.model.recording.ParkingCause.UnknownProfile;
import ivs.recordings.model.recording.ParkingCause.UnknownStreamSession;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventRulesTest {
  private static final Optional<Profile> OWNED = Optional.of(OWNER);

  @Test
  void anUnknownProfileIsFoundOutBeforeAnUnknownStreamSession() {
    assertThat(
            EventRules.decide(
                Optional.empty(), Optional.empty(), Optional.empty(), started(5, FIRST)))
        .isEqualTo(new Park<Recording>(new UnknownProfile(CHANNEL, "ada-live")));
  }

  @Test
  void aStreamEventOfAnUnknownProfileIsParkedToo() {
    var event = new StreamStarted(envelope("1", 0), FIRST);

    assertThat(EventRules.decide(Optional.empty(), Optional.empty(), event))
        .isEqualTo(new Park<StreamSession>(new UnknownProfile(CHANNEL, "ada-live")));
  }

  @Test
  void aRecordingWaitsForItsStreamSession() {
    assertThat(EventRules.decide(OWNED, Optional.empty(), Optional.empty(), started(5, FIRST)))
        .isEqualTo(new Park<Recording>(new UnknownStreamSession(FIRST)));
  }

  @Test
  void onlyTheEventsOwnStreamMustBeKnown() {
    var decision =
        EventRules.decide(OWNED, Optional.of(session(SECOND)), Optional.empty(), ended(70, 60_000));

    assertThat(decision).isEqualTo(new Advance<>(fold(ended(70, 60_000))));
  }

  @Test
  void aDuplicateChangesNothing() {
    assertThat(
            EventRules.decide(
                OWNED,
                Optional.of(session(FIRST)),
                Optional.of(fold(started(5, FIRST))),
                started(5, FIRST)))
        .isEqualTo(new Unchanged<Recording>());
  }

  @Test
  void anEventOfAnUploadWaitsForTheRowThatTheApiStarts() {
    var row = fold(upload(5));

    assertThat(EventRules.decide(Optional.empty(), Optional.empty(), Optional.empty(), upload(70)))
        .isEqualTo(new Park<Recording>(new ParkingCause.UnknownRecording(ModelFixtures.RECORDING)));
    assertThat(EventRules.decide(Optional.empty(), Optional.empty(), Optional.of(row), upload(70)))
        .isEqualTo(new Advance<>(row.join(fold(upload(70)))));
  }

  private static RecordingEvent upload(int seconds) {
    return new RecordingEvent.Ended(
        new Subject(
            ModelFixtures.envelope("upload", seconds),
            Source.UPLOAD,
            ModelFixtures.RECORDING,
            Optional.empty(),
            Optional.of(FIRST),
            List.of(),
            ModelFixtures.LOCATION),
        Optional.empty());
  }

  @Test
  void aCompositionNeedsNoStreamSession() {
    var event =
        new Started(
            Subject.ofComposition(
                ModelFixtures.envelope("composition", 5),
                ModelFixtures.SESSION,
                ModelFixtures.LOCATION));

    assertThat(EventRules.decide(OWNED, Optional.empty(), Optional.empty(), event))
        .isInstanceOf(Advance.class);
    assertThat(EventRules.decide(Optional.empty(), Optional.empty(), Optional.empty(), event))
        .isInstanceOf(Park.class);
  }

  @Test
  void aRecordingOfAnotherChannelIsNeverMerged() {
    var subject =
        Subject.ofSession(
            new EventMetadata("1", at(5), RIVAL, "rival-live"),
            ModelFixtures.SESSION,
            SECOND,
            List.of(),
            ModelFixtures.LOCATION);

    assertThat(
            EventRules.decide(
                OWNED,
                Optional.of(sessionOf(RIVAL)),
                Optional.of(fold(started(5, FIRST))),
                new Started(subject)))
        .isInstanceOfSatisfying(
            Park.class, park -> assertThat(park.cause()).isInstanceOf(Contradiction.class));
  }

  @Test
  void aRecordingOnAnotherChannelsStreamIsNeverMerged() {
    assertThat(
            EventRules.decide(
                OWNED, Optional.of(sessionOf(RIVAL)), Optional.empty(), started(5, FIRST)))
        .isInstanceOfSatisfying(
            Park.class, park -> assertThat(park.cause()).isInstanceOf(Contradiction.class));
  }

  @Test
  void aStreamEventOfAnotherChannelIsNeverMerged() {
    var event = new StreamStarted(envelope("1", 0), FIRST);

    assertThat(EventRules.decide(OWNED, Optional.of(sessionOf(RIVAL)), event))
        .isInstanceOfSatisfying(
            Park.class, park -> assertThat(park.cause()).isInstanceOf(Contradiction.class));
  }

  @Test
  void aRejectedTakeoverNeverOpensAStreamSession() {
    var event = new TakeoverFailed(envelope("1", 0), FIRST);

    assertThat(EventRules.decide(OWNED, Optional.empty(), event))
        .isEqualTo(new Unchanged<StreamSession>());
  }

  @Test
  void aRecordingBelongsToTheProfileThatOwnedTheChannelFirst() {
    var newOwner = new Profile(CHANNEL, new ProfileId("grace"), Optional.empty(), Optional.empty());

    var decision =
        EventRules.decide(
            Optional.of(newOwner),
            Optional.of(session(SECOND)),
            Optional.of(fold(started(5, FIRST))),
            ended(70, 60_000));

    assertThat(decision)
        .isInstanceOfSatisfying(
            Advance.class,
            advance ->
                assertThat(((Recording) advance.next()).profileId()).isEqualTo(OWNER.profileId()));
  }

  private static StreamSession sessionOf(SourceArn sourceArn) {
    return new StreamSession(
        FIRST,
        OWNER.profileId(),
        sourceArn,
        StreamStatus.LIVE,
        Optional.of(at(0)),
        Optional.empty(),
        Optional.empty());
  }
}
