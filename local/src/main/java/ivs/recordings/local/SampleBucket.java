package ivs.recordings.local;

import java.io.ByteArrayInputStream;
import java.util.Collection;
import java.util.Map;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// The bucket that the test events speak of. It is filled once: what is removed stays away.
final class SampleBucket {
  private static final Map<String, String> TYPES =
      Map.of(
          "json", "application/json",
          "m3u8", "application/x-mpegURL",
          "ts", "video/MP2T",
          "jpg", "image/jpeg");

  private final BlobStore store;

  SampleBucket(BlobStore store) {
    this.store = store;
  }

  boolean isThere() {
    return store.containerExists(Samples.BUCKET);
  }

  void fill(Collection<SampleRecording> recordings) {
    store.createContainer(Samples.BUCKET);
    recordings.forEach(recording -> recording.objects().forEach(this::put));
  }

  private void put(String key, byte[] content) {
    var type = TYPES.getOrDefault(key.substring(key.lastIndexOf('.') + 1), "binary/octet-stream");
    var put =
        PutObjectRequest.builder()
            .bucket(Samples.BUCKET)
            .key(key)
            .contentType(type)
            .contentLength((long) content.length)
            .build();
    store.putBlob(put, new ByteArrayInputStream(content));
  }
}
