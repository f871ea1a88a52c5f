package ivs.recordings.model;

import static ivs.recordings.model.Given.CHANNEL;
import static ivs.recordings.model.Given.FIRST;
import static ivs.recordings.model.Given.OWNER;
import static ivs.recordings.model.Given.RIVAL;
import static ivs.recordings.model.Given.SECOND;
import static ivs.recordings.model.Given.at;
import static ivs.recordings.model.Given.ended;
import static ivs.recordings.model.Given.envelope;
import static ivs.recordings.model.Given.fold;
import static ivs.recordings.model.Given.session;
import static ivs.recordings.model.Given.started;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.Decision.Advance;
import ivs.recordings.model.Decision.Park;
import ivs.recordings.model.Decision.Unchanged;
import ivs.recordings.model.ParkingCause.Contradiction;
import ivs.recordings.model.ParkingCause.UnknownProfile;
import ivs.recordings.model.ParkingCause.UnknownStreamSession;
import ivs.recordings.model.RecordingEvent.Started;
import ivs.recordings.model.RecordingEvent.Subject;
import ivs.recordings.model.StreamEvent.StreamStarted;
import ivs.recordings.model.StreamEvent.TakeoverFailed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BookkeepingTest {
  private static final Optional<Profile> OWNED = Optional.of(OWNER);

  @Test
  void anUnknownProfileIsFoundOutBeforeAnUnknownStreamSession() {
    assertThat(
            Bookkeeping.decide(
                Optional.empty(), Optional.empty(), Optional.empty(), started(5, FIRST)))
        .isEqualTo(new Park<Recording>(new UnknownProfile(CHANNEL, "ada-live")));
  }

  @Test
  void aStreamEventOfAnUnknownProfileIsParkedToo() {
    var event = new StreamStarted(envelope("1", 0), FIRST);

    assertThat(Bookkeeping.decide(Optional.empty(), Optional.empty(), event))
        .isEqualTo(new Park<StreamSession>(new UnknownProfile(CHANNEL, "ada-live")));
  }

  @Test
  void aRecordingWaitsForItsStreamSession() {
    assertThat(Bookkeeping.decide(OWNED, Optional.empty(), Optional.empty(), started(5, FIRST)))
        .isEqualTo(new Park<Recording>(new UnknownStreamSession(FIRST)));
  }

  @Test
  void onlyTheEventsOwnStreamMustBeKnown() {
    var decision =
        Bookkeeping.decide(
            OWNED, Optional.of(session(SECOND)), Optional.empty(), ended(70, 60_000));

    assertThat(decision).isEqualTo(new Advance<>(fold(ended(70, 60_000))));
  }

  @Test
  void aDuplicateChangesNothing() {
    assertThat(
            Bookkeeping.decide(
                OWNED,
                Optional.of(session(FIRST)),
                Optional.of(fold(started(5, FIRST))),
                started(5, FIRST)))
        .isEqualTo(new Unchanged<Recording>());
  }

  @Test
  void anEventOfAnUploadWaitsForTheRowThatTheApiStarts() {
    var row = fold(upload(5));

    assertThat(Bookkeeping.decide(Optional.empty(), Optional.empty(), Optional.empty(), upload(70)))
        .isEqualTo(new Park<Recording>(new ParkingCause.UnknownRecording(Given.RECORDING)));
    assertThat(Bookkeeping.decide(Optional.empty(), Optional.empty(), Optional.of(row), upload(70)))
        .isEqualTo(new Advance<>(row.join(fold(upload(70)))));
  }

  private static RecordingEvent upload(int seconds) {
    return new RecordingEvent.Ended(
        new Subject(
            Given.envelope("upload", seconds),
            Source.UPLOAD,
            Given.RECORDING,
            Optional.empty(),
            FIRST,
            List.of(),
            Given.BUCKET),
        Given.PREFIX,
        Optional.empty());
  }

  @Test
  void aCompositionNeedsNoStreamSession() {
    var event =
        new Started(
            new Subject(
                Given.envelope("composition", 5),
                Source.IVS_COMPOSITION,
                Given.RECORDING,
                Optional.empty(),
                FIRST,
                List.of(),
                Given.BUCKET),
            Given.PREFIX);

    assertThat(Bookkeeping.decide(OWNED, Optional.empty(), Optional.empty(), event))
        .isInstanceOf(Advance.class);
    assertThat(Bookkeeping.decide(Optional.empty(), Optional.empty(), Optional.empty(), event))
        .isInstanceOf(Park.class);
  }

  @Test
  void aRecordingOfAnotherChannelIsNeverMerged() {
    var subject =
        Subject.ofSession(
            new Envelope("1", at(5), RIVAL, "rival-live"),
            Given.SESSION,
            SECOND,
            List.of(),
            Given.BUCKET);

    assertThat(
            Bookkeeping.decide(
                OWNED,
                Optional.of(sessionOf(RIVAL)),
                Optional.of(fold(started(5, FIRST))),
                new Started(subject, Given.PREFIX)))
        .isInstanceOfSatisfying(
            Park.class, park -> assertThat(park.cause()).isInstanceOf(Contradiction.class));
  }

  @Test
  void aRecordingOnAnotherChannelsStreamIsNeverMerged() {
    assertThat(
            Bookkeeping.decide(
                OWNED, Optional.of(sessionOf(RIVAL)), Optional.empty(), started(5, FIRST)))
        .isInstanceOfSatisfying(
            Park.class, park -> assertThat(park.cause()).isInstanceOf(Contradiction.class));
  }

  @Test
  void aStreamEventOfAnotherChannelIsNeverMerged() {
    var event = new StreamStarted(envelope("1", 0), FIRST);

    assertThat(Bookkeeping.decide(OWNED, Optional.of(sessionOf(RIVAL)), event))
        .isInstanceOfSatisfying(
            Park.class, park -> assertThat(park.cause()).isInstanceOf(Contradiction.class));
  }

  @Test
  void aRejectedTakeoverNeverOpensAStreamSession() {
    var event = new TakeoverFailed(envelope("1", 0), FIRST);

    assertThat(Bookkeeping.decide(OWNED, Optional.empty(), event))
        .isEqualTo(new Unchanged<StreamSession>());
  }

  @Test
  void aRecordingBelongsToTheProfileThatOwnedTheChannelFirst() {
    var newOwner = new Profile(CHANNEL, new ProfileId("grace"), Optional.empty(), Optional.empty());

    var decision =
        Bookkeeping.decide(
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
