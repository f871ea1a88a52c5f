package ivs.recordings.local.samples;

import java.io.ByteArrayInputStream;
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

  public void fill(Collection<SampleRecording> recordings) {
    store.createContainer(SampleData.BUCKET);
    recordings.forEach(recording -> recording.objects().forEach(this::put));
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
