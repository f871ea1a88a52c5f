package ivs.recordings.model.media;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.retention.ObjectScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What was made of a recording, and which files need to be made.
final class DerivedFilesTest {
  private static final Bucket MEDIA = new Bucket("media");
  private static final DerivedFiles NONE = DerivedFiles.none(MEDIA, "0123456789ab");

  @Test
  void theResultsOfAllJobsAreKeptInAnyOrder() {
    var mp4 = NONE.withMp4("m");
    var seekable = NONE.withSeekable("s");
    var posters = NONE.withPosters(List.of("p"));
    var all = NONE.withMp4("m").withSeekable("s").withPosters(List.of("p"));

    assertThat(mp4.over(Optional.of(seekable.over(Optional.of(posters))))).isEqualTo(all);
    assertThat(posters.over(Optional.of(mp4.over(Optional.of(seekable))))).isEqualTo(all);
    assertThat(mp4.over(Optional.of(all))).isEqualTo(all);
  }

  @Test
  void whatWasMadeOfOtherFilesIsForgotten() {
    var other = DerivedFiles.none(MEDIA, "ba9876543210").withSeekable("s");

    assertThat(NONE.withMp4("m").over(Optional.of(other))).isEqualTo(NONE.withMp4("m"));
  }

  /// So retention deletes them with their recording.
  @Test
  void theFolderOfAVersionIsInThatOfItsRecording() {
    var id = new RecordingId("bucket/ivs/v1/x");
    var folder = DerivedFiles.folder(id, "0123456789ab");

    assertThat(folder).isEqualTo("derived/bucket~ivs~v1~x/0123456789ab/");
    assertThat(ObjectScope.derived(MEDIA, id).contains(folder + "recording.mp4")).isTrue();
    assertThat(ObjectScope.recordingOf(MEDIA, folder + "recording.mp4")).contains(id);
  }

  @ParameterizedTest
  @CsvSource({
    "ftyp moov mdat, true",
    "ftyp mdat moov, false",
    "ftyp free moov mdat free, true",
    "ftyp moov moof mdat, false",
    "ftyp mdat, false",
    "ftyp, false"
  })
  void aPlayerCanSeekWhereTheIndexIsFirst(String boxes, boolean isStreamable) {
    var file = ByteBuffer.allocate(1_000);
    for (var box : boxes.split(" ", -1)) {
      file.putInt(20).put(box.getBytes(StandardCharsets.US_ASCII)).put(new byte[12]);
    }
    var order = new BoxOrder(file.position());
    for (var at = order.next(); at.isPresent(); at = order.next()) {
      var head = new byte[BoxOrder.HEAD_BYTES];
      file.get(Math.toIntExact(at.get()), head);
      order.read(head);
    }

    assertThat(order.isStreamable()).isEqualTo(isStreamable);
  }

  @Test
  void aBoxThatLeadsNowhereEndsTheReading() {
    var order = new BoxOrder(1_000);
    order.read(new byte[] {0, 0, 0, 1, 'm', 'd', 'a', 't', -1, -1, -1, -1, -1, -1, -1, -1});

    assertThat(order.next()).isEmpty();
  }
}
