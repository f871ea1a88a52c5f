package ivs.recordings.handler.readiness.files;

import static ivs.recordings.handler.runtime.Events.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.upload.VideoFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the reconciler relies on, of S3 and of what stands for it.
interface RecordingFilesContract {
  Bucket BUCKET = new Bucket(LocalS3.BUCKET);

  RecordingFiles files();

  void put(String key, String text);

  /// Empty files with keys made of their number.
  void fill(String key, int count);

  @Test
  default void foldersAreNamedWithoutTheirPath() {
    put("ivs/v1/1/c/2026/11/2/9/5/x/events/recording-ended.json", "{}");
    put("ivs/v1/1/c/2026/11/2/9/5/x/media/hls/master.m3u8", "");
    put("ivs/v1/1/c/2026/11/10/9/5/x/events/recording-ended.json", "{}");
    put("ivs/v1/1/c/2026/11/stray.txt", "");

    assertThat(files().folders(BUCKET, "ivs/v1/1/c/2026/11/", Optional.empty()).names())
        .containsExactlyInAnyOrder("2", "10");
    assertThat(files().folders(BUCKET, "ivs/v1/1/c/2026/1/", Optional.empty()))
        .isEqualTo(new RecordingFiles.Folders(List.of(), Optional.empty()));
  }

  @Test
  default void moreThanAThousandFoldersComeInPages() {
    fill("many/%d/x", 1001);

    var names = new ArrayList<String>();
    var page = files().folders(BUCKET, "many/", Optional.empty());
    names.addAll(page.names());
    assertThat(page.next()).isPresent();
    while (page.next().isPresent()) {
      page = files().folders(BUCKET, "many/", page.next());
      names.addAll(page.names());
    }

    assertThat(names).hasSize(1001).doesNotHaveDuplicates();
  }

  @Test
  default void manifestsAreFoundByNameAndReadAsTheyAre() {
    var prefix = new S3Prefix(PREFIX);
    put(PREFIX + "/events/recording-started.json", "{}");
    put(PREFIX + "/events/recording-ended.json", "{\"recording_status\":\"RECORDING_ENDED\"}");
    put(PREFIX + "/events/ivs-check", "");
    put(PREFIX + "2/events/recording-failed.json", "{}");

    assertThat(files().manifests(BUCKET, prefix))
        .containsExactlyInAnyOrder("recording-started.json", "recording-ended.json");
    assertThat(files().read(BUCKET, prefix, "recording-ended.json"))
        .hasValueSatisfying(file ->
            assertThat(file.text()).isEqualTo("{\"recording_status\":\"RECORDING_ENDED\"}"));
    assertThat(files().read(BUCKET, prefix, "recording-failed.json")).isEmpty();
  }

  @Test
  default void oneObjectTellsItsSizeAndItsFormat() {
    put("recordings/lab/long.mp4", "1234ftypisom" + "0123456789".repeat(10));
    put("recordings/lab/empty.mp4", "");

    assertThat(files().object(BUCKET, new S3ObjectKey("recordings/lab/long.mp4")))
        .hasValueSatisfying(object -> {
          assertThat(object.size()).isEqualTo(112);
          assertThat(object.format()).contains(VideoFormat.MP4);
          assertThat(object.etag()).isNotEmpty().doesNotContain("\"");
        });
    assertThat(files().object(BUCKET, new S3ObjectKey("recordings/lab/empty.mp4")))
        .hasValueSatisfying(object -> assertThat(object.size()).isZero());
    assertThat(files().object(BUCKET, new S3ObjectKey("recordings/lab/none.mp4"))).isEmpty();
  }

  @Test
  default void objectsAreListedWithTheirSizesInPages() {
    var prefix = new S3Prefix(PREFIX);
    put(PREFIX + "/media/hls/master.m3u8", "#EXTM3U");
    put(PREFIX + "/media/hls/160p30/playlist.m3u8", "");
    put(PREFIX + "/events/recording-ended.json", "{}");
    put(PREFIX + "2/media/hls/master.m3u8", "#EXTM3U");
    fill("long/media/%d.ts", 1001);

    assertThat(files().objects(BUCKET, prefix, "media/", Optional.empty()))
        .isEqualTo(
            new RecordingFiles.Objects(
                Map.of("media/hls/master.m3u8", 7L, "media/hls/160p30/playlist.m3u8", 0L),
                Optional.empty()));
    var first = files().objects(BUCKET, new S3Prefix("long"), "media/", Optional.empty());
    var second = files().objects(BUCKET, new S3Prefix("long"), "media/", first.next());
    assertThat(first.sizes()).hasSize(1000);
    assertThat(second.sizes())
        .hasSize(1)
        .doesNotContainKeys(first.sizes().keySet().toArray(String[]::new));
    assertThat(second.next()).isEmpty();
  }
}
