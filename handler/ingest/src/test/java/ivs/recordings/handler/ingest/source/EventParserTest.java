package ivs.recordings.handler.ingest.source;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.STAGE;
import static ivs.recordings.handler.runtime.Events.composition;
import static ivs.recordings.handler.runtime.Events.files;
import static ivs.recordings.handler.runtime.Events.participant;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static ivs.recordings.handler.runtime.Events.without;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.source.ParsedEvent.Malformed;
import ivs.recordings.handler.ingest.source.ParsedEvent.NotOurs;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.Events;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.recording.ParkingCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventParserTest {
  private static final String NINE = "2026-11-02T09:05:11Z";
  private static final String STREAM_ID = "st-1BFfRucA3M934F2XJV2QjKO";
  private static final String END =
      recording("Recording End", "uxa0OrtRP8Rs", NINE, 70_000, STREAM_ID, STREAM_ID);

  @Test
  void theFourStatusesAreFourKindsOfEvent() {
    assertThat(ours(END))
        .isInstanceOfSatisfying(
            Ended.class, end -> assertThat(end.duration()).contains(Duration.ofSeconds(70)));
    assertThat(ours(recording("Recording Start Failure", "s", NINE, 0, STREAM_ID)))
        .isInstanceOfSatisfying(
            StartFailed.class,
            failed -> assertThat(failed.reason()).contains("InternalServerException"));
    assertThat(ours(recording("Recording End Failure", "s", NINE, 0, STREAM_ID)))
        .isInstanceOfSatisfying(
            EndFailed.class,
            failed -> {
              assertThat(failed.subject().location().prefix()).isPresent();
              assertThat(failed.duration()).isEmpty();
            });
  }

  @Test
  void aDurationOfZeroOnSuccessIsZero() {
    assertThat(ours(recording("Recording End", "s", NINE, 0, STREAM_ID)))
        .isInstanceOfSatisfying(
            Ended.class, end -> assertThat(end.duration()).contains(Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"70000.0", "7e4", "7E+4", "70000.000000"})
  void aDurationMayBeWrittenWithAFractionOfNothing(String millis) {
    assertThat(ours(END.replace(":70000", ":" + millis))).isEqualTo(ours(END));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "70000.5",
        "1e400",
        "-1e400",
        "1e-400",
        "1e999999999",
        "1000e2147483647",
        "1000e2147483648",
        "1000e-2147483000",
        "1000000000000000",
        "99999999999999999999",
        "\"70000\"",
        "true"
      })
  void aDurationWithAFractionOrTooManyDigitsIsRefused(String millis) {
    assertThat(detail(END.replace(":70000", ":" + millis)))
        .isEqualTo("The field detail.recording_duration_ms must be a number of milliseconds.");
  }

  /// In the duration, and in a field that is not read: Jackson throws an unchecked exception for
  /// both.
  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999999999999", "1e-99999999999999999999"})
  void anExponentThatNoNumberHasIsForAPersonToSee(String number) {
    assertThat(malformed(END.replace(":70000", ":" + number))).isEqualTo("json");
    assertThat(malformed(END.replace("\"111122223333\"", number))).isEqualTo("json");
  }

  @ParameterizedTest
  @CsvSource({
    "Session Created,SessionCreated",
    "Stream Start,StreamStarted",
    "Stream End,StreamEnded",
    "Session Ended,SessionEnded",
    "Stream Failure,StreamFailed",
    "Stream Takeover,TakenOver",
    "Stream Takeover Failure,TakeoverFailed"
  })
  void theSevenStreamEventsAreKnown(String name, String kind) {
    assertThat(ours(stream(name, NINE, STREAM_ID)))
        .isInstanceOf(StreamEvent.class)
        .satisfies(event -> assertThat(event.getClass().getSimpleName()).isEqualTo(kind));
  }

  @ParameterizedTest
  @CsvSource({
    "IVS Stream Health Change,IVS Stream Health Change",
    "IVS Limit Breach,IVS Limit Breach",
    "IVS Publisher Recording State Change,IVS Publisher Recording State Change",
    "AWS API Call via CloudTrail,AWS API Call via CloudTrail",
    "Something New,other",
    "${jndi:ldap://x/y},other"
  })
  void everythingElseIsCountedUnderOneOfFewNames(String detailType, String type) {
    var event =
        """
        {"id":"1","detail-type":"%s","source":"aws.ivs","resources":[],"detail":{}}\
        """
            .formatted(detailType);

    assertThat(EventParser.parse(event)).isEqualTo(new NotOurs(type));
  }

  @ParameterizedTest
  @CsvSource({
    "IVS Stage Update,IVS Stage Update",
    "IVS Composition State Change,IVS Composition State Change"
  })
  void whatAStageMayDoOneDayIsCounted(String detailType, String type) {
    assertThat(
            EventParser.parse(Events.envelope(detailType, STAGE, NINE, "{\"event_name\":\"New\"}")))
        .isEqualTo(new NotOurs(type));
  }

  @ParameterizedTest
  @CsvSource({
    "session_id,detail.session_id",
    "recording_s3_bucket_name,detail.recording_s3_bucket_name",
    "recording_s3_key_prefix,detail.recording_s3_key_prefix",
    "event_name,detail.event_name",
    "resources,resources"
  })
  void aMissingFieldOfAParticipantIsNamed(String field, String where) {
    var start = participant("Recording Start", NINE, "st-1", files("a/b/c/d"));

    assertThat(malformed(without(field, start).replace(",}", "}"))).isEqualTo(where);
  }

  @ParameterizedTest
  @CsvSource({"stage_arn,detail.stage_arn", "event_name,detail.event_name", "resources,resources"})
  void aMissingFieldOfACompositionIsNamed(String field, String where) {
    var end = composition("Session End", NINE, ",\"more\":0");

    assertThat(malformed(without(field, end).replace(",}", "}"))).isEqualTo(where);
  }

  @Test
  void aStageIsNoComposition() {
    var event = composition("Session Start", NINE, "").replace(Events.COMPOSITION, STAGE);

    assertThat(malformed(event)).isEqualTo("resources");
  }

  @Test
  void anUnknownStatusOfAParticipantIsForAPersonToSee() {
    assertThat(malformed(participant("Recording Stopped", NINE, "st-1", files("a/b"))))
        .isEqualTo("detail.event_name");
  }

  /// IVS's own example of a participant's recording, whose envelope and ARN differ in the region.
  @Test
  void theDocumentedStartOfAParticipantIsRead() {
    var event =
        (RecordingEvent)
            ours(
                participant(
                    "Recording Start", NINE, "st-ZyXwvu1T2s", files("x/y/z/2024-01-01T12-00-55Z")));

    assertThat(event.subject().recordingId().value())
        .isEqualTo("participant:example-recordings/x/y/z/2024-01-01T12-00-55Z");
    assertThat(event.stream().orElseThrow().value()).isEqualTo("st-ZyXwvu1T2s");
  }

  @Test
  void anUnknownStreamEventIsCountedAndIgnored() {
    assertThat(EventParser.parse(stream("Stream Paused", NINE, STREAM_ID)))
        .isEqualTo(new NotOurs("IVS Stream State Change"));
  }

  @Test
  void anUnknownRecordingStatusIsForAPersonToSee() {
    assertThat(malformed(recording("Recording Stopped", "s", NINE, 0, STREAM_ID)))
        .isEqualTo("detail.recording_status");
  }

  @ParameterizedTest
  @CsvSource({
    "detail-type,detail-type",
    "time,time",
    "resources,resources",
    "recording_status,detail.recording_status",
    "recording_s3_bucket_name,detail.recording_s3_bucket_name",
    "recording_s3_key_prefix,detail.recording_s3_key_prefix",
    "stream_id,detail.stream_id"
  })
  void aMissingFieldIsNamed(String field, String where) {
    assertThat(malformed(without(field, END))).isEqualTo(where);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"recording_duration_ms\":70000|\"recording_duration_ms\":\"70000\""
            + "|detail.recording_duration_ms",
        "\"recording_duration_ms\":70000|\"recording_duration_ms\":-1"
            + "|detail.recording_duration_ms",
        "\"recording_duration_ms\":70000|\"recording_duration_ms\":1e400"
            + "|detail.recording_duration_ms",
        "\"recording_duration_ms\":70000|\"recording_duration_ms\":99999999999999999999"
            + "|detail.recording_duration_ms",
        "\"stream_id\":\"st-1BFfRucA3M934F2XJV2QjKO\"|\"stream_id\":{}|detail.stream_id",
        "\"stream_id\":\"st-1BFfRucA3M934F2XJV2QjKO\"|\"stream_id\":\"../x\"|detail.stream_id",
        "\"time\":\"2026-11-02T09:05:11Z\"|\"time\":\"yesterday\"|time",
        "\"time\":\"2026-11-02T09:05:11Z\"|\"time\":\"-0001-11-02T09:05:11Z\"|time",
        "\"time\":\"2026-11-02T09:05:11Z\"|\"time\":\"2019-12-31T23:59:59Z\"|time",
        "\"time\":\"2026-11-02T09:05:11Z\"|\"time\":\"2100-01-01T00:00:00Z\"|time",
        "\"time\":\"2026-11-02T09:05:11Z\"|\"time\":\"9999-12-31T23:59:59Z\"|time",
        "\"recording_session_id\":\"uxa0OrtRP8Rs\"|\"recording_session_id\":\"a#b\""
            + "|detail.recording_session_id",
        "\"recording_session_stream_ids\":[\"st-1BFfRucA3M934F2XJV2QjKO\"]"
            + "|\"recording_session_stream_ids\":[7]|detail.recording_session_stream_ids",
        "\"recording_session_stream_ids\":[\"st-1BFfRucA3M934F2XJV2QjKO\"]"
            + "|\"recording_session_stream_ids\":\"st\"|detail.recording_session_stream_ids",
      })
  void aFieldThatIsNotWhatItMustBeIsNamed(String sound, String unsound, String where) {
    assertThat(END).contains(sound);
    assertThat(malformed(END.replace(sound, unsound))).isEqualTo(where);
  }

  @Test
  void twoReadingsOfOneTextAreRefused() {
    var twice =
        END.replace("\"recording_status\":", "\"recording_status\":\"x\",$0")
            .replace("$0", "\"recording_status\":");

    assertThat(malformed(twice)).isEqualTo("json");
  }

  @Test
  void aTimeIsReadInWholeSecondsAndInUtc() {
    var event =
        ours(recording("Recording End", "s", "2026-11-02T10:05:11.987+01:00", 0, STREAM_ID));

    assertThat(event.envelope().time()).isEqualTo(Instant.parse("2026-11-02T09:05:11Z"));
  }

  @Test
  void deepNestingIsRefusedWithoutOverflow() {
    assertThat(malformed("[".repeat(100_000))).isEqualTo("json");
  }

  @Test
  void whatIsTooDeepIsNotCalledAnythingElse() {
    assertThat(detail(END.replace("\"ada-live\"", "[".repeat(50) + "]".repeat(50))))
        .contains("beyond measure");
    assertThat(detail("not json")).contains("not JSON");
  }

  @Test
  void ofSeveralResourcesNoneIsGuessed() {
    assertThat(malformed(END.replace("[\"" + CHANNEL, "[\"" + Events.RIVAL + "\",\"" + CHANNEL)))
        .isEqualTo("resources");
  }

  @Test
  void anEventWithoutASessionIdIsKnownByItsFiles() {
    var old =
        without("recording_session_stream_ids", without("recording_session_id", END))
            .replace(",}", "}");

    assertThat(((RecordingEvent) ours(old)).subject().recordingId().value())
        .isEqualTo("example-recordings/" + PREFIX);
  }

  @Test
  void anEventWithNeitherSessionIdNorPrefixIsForAPersonToSee() {
    var old =
        without(
            "recording_session_id", recording("Recording Start Failure", "s", NINE, 0, STREAM_ID));

    assertThat(malformed(old)).isEqualTo("detail.recording_session_id");
  }

  @Test
  void aStartThatListsNoStreamsSpeaksOfItsOwn() {
    var start = without("recording_session_stream_ids", END).replace(",}", "}");

    assertThat(((RecordingEvent) ours(start)).subject().listed())
        .containsExactly(new ivs.recordings.model.event.StreamId(STREAM_ID));
  }

  @Test
  void anEmptyChannelNameAndUnknownFieldsAreNoFault() {
    var event =
        END.replace("\"channel_name\":\"ada-live\"", "\"channel_name\":\"\",\"new_field\":{}")
            .replace("\"version\"", "\"replay-name\":\"again\",\"version\"");

    assertThat(ours(event).envelope().channelName()).isEmpty();
  }

  @Test
  void theEventIdSurvivesWhateverElseIsWrong() {
    assertThat(EventParser.parse("{\"id\":\"abc\",\"detail-type\":7}"))
        .isInstanceOfSatisfying(Malformed.class, why -> assertThat(why.eventId()).isEqualTo("abc"));
  }

  private static SourceEvent ours(String body) {
    return Optional.of(EventParser.parse(body))
        .filter(Ours.class::isInstance)
        .map(parsed -> ((Ours) parsed).event())
        .orElseThrow(() -> new AssertionError(EventParser.parse(body)));
  }

  private static String malformed(String body) {
    return cause(body).where();
  }

  private static String detail(String body) {
    return cause(body).detail();
  }

  private static ParkingCause.Malformed cause(String body) {
    return Optional.of(EventParser.parse(body))
        .filter(Malformed.class::isInstance)
        .map(parsed -> ((Malformed) parsed).cause())
        .orElseThrow(() -> new AssertionError(EventParser.parse(body)));
  }
}
