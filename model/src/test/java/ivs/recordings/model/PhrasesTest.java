package ivs.recordings.model;

import static ivs.recordings.model.Given.FIRST;
import static ivs.recordings.model.Given.PREFIX;
import static ivs.recordings.model.Given.envelope;
import static ivs.recordings.model.Given.subject;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.RecordingEvent.EndFailed;
import ivs.recordings.model.RecordingEvent.Ended;
import ivs.recordings.model.RecordingEvent.StartFailed;
import ivs.recordings.model.RecordingEvent.Started;
import ivs.recordings.model.StreamEvent.SessionCreated;
import ivs.recordings.model.StreamEvent.SessionEnded;
import ivs.recordings.model.StreamEvent.StreamEnded;
import ivs.recordings.model.StreamEvent.StreamFailed;
import ivs.recordings.model.StreamEvent.StreamStarted;
import ivs.recordings.model.StreamEvent.TakenOver;
import ivs.recordings.model.StreamEvent.TakeoverFailed;
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
        .extracting(IvsEvent::phrase)
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
                new Started(subject, PREFIX),
                new Ended(subject, PREFIX, Optional.empty()),
                new StartFailed(subject, Optional.empty()),
                new EndFailed(subject, Optional.of(PREFIX), Optional.empty(), Optional.empty())))
        .extracting(IvsEvent::phrase)
        .containsExactly(
            "Recording Start", "Recording End", "Recording Start Failure", "Recording End Failure");
    assertThat(List.of(subject.recordingId().value(), RecordingId.of(Given.BUCKET, PREFIX).value()))
        .containsExactly("uxa0OrtRP8Rs", "example-recordings/" + PREFIX.value());
  }
}
