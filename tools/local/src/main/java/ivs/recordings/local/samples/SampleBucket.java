package ivs.recordings.local.samples;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// The bucket that the test events speak of. It is filled once: what is removed stays away.
public final class SampleBucket {
  private static final Map<String, String> TYPES =
      Map.of(
          "json", "application/json",
          "m3u8", "application/x-mpegURL",
          "ts", "video/MP2T",
          "mp4", "video/mp4",
          "jpg", "image/jpeg");

  private final BlobStore store;

  public SampleBucket(BlobStore store) {
    this.store = store;
  }

  public boolean isThere() {
    return store.containerExists(SampleData.BUCKET);
  }

  /// Makes the bucket, and stores the files of recordings in it.
  ///
  /// @param media what is committed, by key; a recording of which there is some gets nothing else
  public void fill(Collection<SampleRecording> recordings, Map<String, Path> media)
      throws IOException {
    store.createContainer(SampleData.BUCKET);
    recordings.stream()
        .filter(recording ->
            media.keySet().stream().noneMatch(key -> key.startsWith(recording.prefix() + "/")))
        .forEach(recording -> recording.objects().forEach(this::put));
    for (var file : media.entrySet()) {
      put(file.getKey(), Files.readAllBytes(file.getValue()));
    }
  }

  private void put(String key, byte[] content) {
    var type = TYPES.getOrDefault(key.substring(key.lastIndexOf('.') + 1), "binary/octet-stream");
    var put =
        PutObjectRequest.builder()
            .bucket(SampleData.BUCKET)
            .key(key)
            .contentType(type)
            .contentLength((long) content.length)
            .build();
    store.putBlob(put, new ByteArrayInputStream(content));
  }
}
