package ivs.recordings.handler.ingest.source;

import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.composition;
import static ivs.recordings.handler.runtime.Events.files;
import static ivs.recordings.handler.runtime.Events.participant;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static ivs.recordings.handler.runtime.Events.without;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.event.StreamId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EventSerializerTest {
  static Stream<String> bodies() {
    return Stream.of(
        stream("Stream Start", "2026-11-02T09:05:10Z", "st-a"),
        stream("Stream End", "2026-11-02T09:05:10Z", "st-a"),
        recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a"),
        recording("Recording End", "one", "2026-11-02T09:06:11Z", 70_000, "st-b", "st-a", "st-b"),
        recording("Recording End Failure", "one", "2026-11-02T09:06:11Z", 0, "st-a"),
        recording("Recording End Failure", "one", "2026-11-02T09:06:11Z", 9, "st-a"),
        recording("Recording Start Failure", "one", "2026-11-02T09:06:11Z", 0, "st-a"),
        without(
            "recording_session_id",
            recording("Recording End", "one", "2026-11-02T09:06:11Z", 7, "st-a", "st-a")),
        without(
            "recording_duration_ms",
            recording("Recording End", "one", "2026-11-02T09:06:11Z", 7, "st-a", "st-a")),
        participant("Recording Start", "2026-11-02T09:05:11Z", "st-a", files("a/b/c/d")),
        participant(
            "Recording End",
            "2026-11-02T09:06:11Z",
            "st-a",
            files("a/b/c/d") + ",\"recording_duration_ms\":7"),
        participant(
            "Recording End Failure",
            "2026-11-02T09:06:11Z",
            "st-a",
            files("a/b/c/d") + ",\"recording_status_reason\":\"X\""),
        participant("Recording Start Failure", "2026-11-02T09:06:11Z", "st-a", files("a/b/c/d")),
        composition("Session Start", "2026-11-02T09:05:11Z", ""),
        composition("Destination Start", "2026-11-02T09:05:11Z", files("a/b/c/composite")),
        composition(
            "Session End",
            "2026-11-02T09:06:11Z",
            files("a/b/c/composite") + ",\"recording_duration_ms\":7"),
        composition("Session Failure", "2026-11-02T09:06:11Z", ",\"reason\":\"X\""),
        composition(
            "Destination Failure",
            "2026-11-02T09:06:11Z",
            files("a/b/c/composite") + ",\"reason\":\"X\""));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void whatIsWrittenIsReadAsTheSameEvent(String body) {
    var event = event(body);

    assertThat(event(EventSerializer.of(event))).isEqualTo(event);
    assertThat(EventSerializer.of(event)).contains("\"source\":\"recordings.reconciler\"");
  }

  @Test
  void anEventWhoseStreamIsUnknownOffersItsCandidatesAndCannotBeEnteredByItself() {
    var event =
        (RecordingEvent)
            event(recording("Recording End", "one", "2026-11-02T09:06:11Z", 7, "st-a", "st-a"));

    var text =
        EventSerializer.unattributed(event, List.of(new StreamId("st-b"), new StreamId("st-c")));

    assertThat(text)
        .contains("\"stream_id\":\"\"", "[\"st-b\",\"st-c\"]", PREFIX)
        .doesNotContain("st-a");
    assertThat(EventParser.parse(text)).isInstanceOf(ParsedEvent.Malformed.class);
    assertThat(EventParser.parse(text.replace("\"stream_id\":\"\"", "\"stream_id\":\"st-b\"")))
        .isInstanceOf(ParsedEvent.Ours.class);
  }

  private static SourceEvent event(String body) {
    return switch (EventParser.parse(body)) {
      case ParsedEvent.Ours(var event) -> event;
      case ParsedEvent.NotOurs _, ParsedEvent.Malformed _ -> throw new AssertionError(body);
    };
  }
}
