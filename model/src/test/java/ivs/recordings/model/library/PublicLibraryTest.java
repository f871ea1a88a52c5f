package ivs.recordings.model.library;

import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.NINE;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.playback.StoredFiles;
import ivs.recordings.model.recording.ModelFixtures;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.session.StreamSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Filters, and what of a stream anyone may see.
final class PublicLibraryTest {
  private static final ProfileId ANNA = new ProfileId("anna");

  private static RecordingSummary recording(
      String id, Instant start, Optional<Visibility> visibility, Optional<Instant> availableAt) {
    return new RecordingSummary(
        new RecordingId(id),
        ANNA,
        Optional.of(FIRST),
        Source.IVS_CHANNEL,
        RecordingStatus.COMPLETED,
        Optional.empty(),
        Optional.of(start),
        Optional.of(start.plusSeconds(60)),
        Optional.of(Duration.ofMinutes(1)),
        Optional.of("Morning RUN"),
        Optional.empty(),
        visibility,
        availableAt,
        Optional.empty(),
        List.of("media/thumb0.jpg"),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        StoredFiles.UNKNOWN,
        1);
  }

  private static RecordingSummary playable(String id, Instant start) {
    return recording(id, start, Optional.empty(), Optional.of(start));
  }

  private static StreamSummary stream(SourceArn sourceArn, Optional<Visibility> visibility) {
    var session = ModelFixtures.session(FIRST);
    return new StreamSummary(
        new StreamSession(
            FIRST,
            ANNA,
            sourceArn,
            session.status(),
            Optional.of(NINE),
            Optional.of(NINE.plusSeconds(60)),
            Optional.empty()),
        new StreamDescription(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), visibility),
        0,
        0,
        Optional.empty(),
        false,
        1);
  }

  @ParameterizedTest
  @CsvSource({
    "channel, '', PUBLIC, PUBLIC",
    "channel, '', PRIVATE, PRIVATE",
    "channel, PRIVATE, PUBLIC, PRIVATE",
    "channel, PUBLIC, PRIVATE, PUBLIC",
    "stage, '', PUBLIC, PRIVATE",
    "stage, PUBLIC, PRIVATE, PUBLIC"
  })
  void whatIsSaidOfAStreamBeatsTheDefaultOfChannels(
      String kind, String said, Visibility ofChannels, Visibility expected) {
    var arn = new SourceArn("arn:aws:ivs:us-east-1:111122223333:%s/x".formatted(kind));
    var visibility = Optional.of(said).filter(word -> !word.isEmpty()).map(Visibility::valueOf);

    assertThat(stream(arn, visibility).visibility(ofChannels)).isEqualTo(expected);
  }

  @Test
  void theNewestPublicAvailableRecordingIsPlayed() {
    var stream = stream(ModelFixtures.CHANNEL, Optional.of(Visibility.PUBLIC));
    var older = playable("older", NINE);
    var newer = playable("newer", NINE.plusSeconds(1));
    var hidden =
        recording(
            "hidden", NINE.plusSeconds(2), Optional.of(Visibility.PRIVATE), Optional.of(NINE));
    var coming = recording("coming", NINE.plusSeconds(3), Optional.empty(), Optional.empty());
    var all = List.of(older, newer, hidden, coming);

    assertThat(stream.publicRecording(all, Visibility.PRIVATE, NINE)).contains(newer);
    assertThat(stream.publicRecording(List.of(hidden, coming), Visibility.PRIVATE, NINE)).isEmpty();
    assertThat(
            stream(ModelFixtures.CHANNEL, Optional.empty())
                .publicRecording(all, Visibility.PRIVATE, NINE))
        .isEmpty();
    var twin = playable("older2", NINE);
    assertThat(stream.publicRecording(List.of(twin, older), Visibility.PRIVATE, NINE))
        .contains(twin);
    assertThat(StreamSummary.hasPlayable(List.of(hidden), NINE)).isTrue();
    assertThat(StreamSummary.hasPlayable(List.of(coming), NINE)).isFalse();
    assertThat(stream.publishedAt()).contains(NINE);
    assertThat(
            stream
                .with(
                    new StreamDescription(
                        Optional.of("t"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .description()
                .title())
        .contains("t");
  }

  @ParameterizedTest
  @CsvSource({
    "media/thumb0.jpg, true",
    "media/thumb1.jpg, false",
    "stream-recordings/%s/a.png, true",
    "stream-recordings/%s/a/b.png, true",
    "stream-recordings/%s/, false",
    "stream-recordings/%s, false",
    "stream-recordings/%s/../x.png, false",
    "stream-recordings/%s/./x.png, false",
    "stream-recordings/%s//x.png, false",
    "stream-recordings/other/a.png, false"
  })
  void aThumbnailIsAPosterOrAnObjectOfTheStream(String thumbnail, boolean isTaken) {
    var stream = stream(ModelFixtures.CHANNEL, Optional.empty());

    assertThat(
            stream.mayShow(thumbnail.replace("%s", FIRST.value()), List.of(playable("one", NINE))))
        .isEqualTo(isTaken);
  }

  private static RecordingFilter filter(
      ClientStatus status, Source source, Instant from, Instant to, String words) {
    return new RecordingFilter(
        Optional.ofNullable(status),
        Optional.ofNullable(source),
        Optional.ofNullable(from),
        Optional.ofNullable(to),
        Optional.ofNullable(words));
  }

  @Test
  void aFilterIsTrueOfAllOrOfNothing() {
    var one = playable("one", NINE);

    assertThat(RecordingFilter.ALL.matches(one, NINE)).isTrue();
    assertThat(RecordingFilter.ALL.isSelective()).isFalse();
    for (var right :
        List.of(
            filter(ClientStatus.AVAILABLE, null, null, null, null),
            filter(null, Source.IVS_CHANNEL, null, null, null),
            filter(null, null, null, null, "NING r"))) {
      assertThat(right.isSelective()).isTrue();
      assertThat(right.matches(one, NINE)).isTrue();
    }
    assertThat(filter(null, null, NINE, NINE.plusNanos(1), null).matches(one, NINE)).isTrue();
    for (var wrong :
        List.of(
            filter(ClientStatus.FAILED, null, null, null, null),
            filter(null, Source.UPLOAD, null, null, null),
            filter(null, null, NINE.plusNanos(1), null, null),
            filter(null, null, null, NINE, null),
            filter(ClientStatus.AVAILABLE, null, null, null, "evening"))) {
      assertThat(wrong.matches(one, NINE)).isFalse();
    }
    assertThat(filter(null, null, NINE, null, null).isSelective()).isFalse();
    assertThat(filter(null, null, NINE.plusNanos(1), null, null).from())
        .contains(NINE.plusMillis(1));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', '', true",
    "anna, '', '', true",
    "ben, '', '', false",
    "'', Gaming, '', true",
    "'', Music, '', false",
    "'', '', TITLE, true",
    "'', '', described, true",
    "'', '', else, false",
    "anna, Gaming, else, false"
  })
  void aStreamIsListedWhereAllOfItsFilterIsTrue(
      String creator, String category, String words, boolean isListed) {
    var filter = new StreamFilter(given(creator), given(category), given(words));

    assertThat(
            filter.matches(
                ANNA, Optional.of("Gaming"), Optional.of("A title"), Optional.of("Described")))
        .isEqualTo(isListed);
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(word -> !word.isEmpty());
  }

  @ParameterizedTest
  @EnumSource(Visibility.class)
  void aPatchWithoutEffectIsKnown(Visibility visibility) {
    var one = recording("one", NINE, Optional.of(Visibility.PUBLIC), Optional.empty());

    assertThat(
            new RecordingPatch(new Change.Keep<>(), new Change.Assign<>(visibility))
                .isWithoutEffectOn(one))
        .isEqualTo(visibility == Visibility.PUBLIC);
    assertThat(
            new RecordingPatch(new Change.Remove<>(), new Change.Keep<>()).isWithoutEffectOn(one))
        .isFalse();
    assertThat(ListOrder.OLDEST_FIRST.isAscending()).isTrue();
    assertThat(ListOrder.NEWEST_FIRST.isAscending()).isFalse();
  }
}
