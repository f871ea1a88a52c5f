package ivs.recordings.model.event;

import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.PREFIX;
import static ivs.recordings.model.recording.ModelFixtures.envelope;
import static ivs.recordings.model.recording.ModelFixtures.subject;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.StreamEvent.SessionCreated;
import ivs.recordings.model.event.StreamEvent.SessionEnded;
import ivs.recordings.model.event.StreamEvent.StreamEnded;
import ivs.recordings.model.event.StreamEvent.StreamFailed;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamEvent.TakenOver;
import ivs.recordings.model.event.StreamEvent.TakeoverFailed;
import ivs.recordings.model.recording.ModelFixtures;
import ivs.recordings.model.recording.RecordingId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every event is called what IVS calls it.
final class PhrasesTest {
  @Test
  void everyStreamEventHasTheNameThatIvsGivesIt() {
    var said = envelope("id", 0);

    assertThat(
            List.of(
                new SessionCreated(said, FIRST),
                new StreamStarted(said, FIRST),
                new StreamEnded(said, FIRST),
                new SessionEnded(said, FIRST),
                new StreamFailed(said, FIRST),
                new TakenOver(said, FIRST),
                new TakeoverFailed(said, FIRST)))
        .extracting(SourceEvent::phrase)
        .containsExactly(
            "Session Created",
            "Stream Start",
            "Stream End",
            "Session Ended",
            "Stream Failure",
            "Stream Takeover",
            "Stream Takeover Failure");
  }

  @Test
  void everyRecordingEventHasTheStatusThatIvsGivesIt() {
    var subject = subject("id", 0, FIRST);

    assertThat(
            List.of(
                new Started(subject),
                new Ended(subject, Optional.empty()),
                new StartFailed(subject, Optional.empty()),
                new EndFailed(subject, Optional.empty(), Optional.empty())))
        .extracting(SourceEvent::phrase)
        .containsExactly(
            "Recording Start", "Recording End", "Recording Start Failure", "Recording End Failure");
    assertThat(
            List.of(
                subject.recordingId().value(),
                RecordingId.of(ModelFixtures.BUCKET, PREFIX).value()))
        .containsExactly("uxa0OrtRP8Rs", "example-recordings/" + PREFIX.value());
  }
}
