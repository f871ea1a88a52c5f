package ivs.recordings.handler.readiness.files;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.upload.StoredObject;
import ivs.recordings.model.upload.VideoFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One bucket in memory; it is trusted because it passes what S3 passes.
public final class MemoryFiles implements RecordingFiles {
  private final NavigableMap<String, String> objects = new TreeMap<>();
  private int calls;

  public void put(String key, String text) {
    objects.put(key, text);
  }

  public void empty() {
    objects.clear();
  }

  public int calls() {
    return calls;
  }

  @Override
  public Folders folders(Bucket bucket, String folder, Optional<String> next) {
    calls++;
    var names =
        objects.tailMap(folder, true).keySet().stream()
            .takeWhile(key -> key.startsWith(folder))
            .map(key -> key.substring(folder.length()))
            .filter(key -> key.contains("/"))
            .map(key -> key.substring(0, key.indexOf('/')))
            .distinct()
            .toList();
    int from = next.map(Integer::parseInt).orElse(0);
    int to = Math.min(names.size(), from + 1000);
    return new Folders(
        names.subList(from, to),
        to < names.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
  }

  @Override
  public Set<String> manifests(Bucket bucket, S3Prefix prefix) {
    calls++;
    var folder = prefix.value() + "/events/";
    return objects.tailMap(folder + "recording-", true).keySet().stream()
        .takeWhile(key -> key.startsWith(folder + "recording-"))
        .map(key -> key.substring(folder.length()))
        .collect(Collectors.toSet());
  }

  @Override
  public Objects objects(Bucket bucket, S3Prefix prefix, String begin, Optional<String> next) {
    calls++;
    var folder = prefix.value() + "/";
    var found =
        objects.tailMap(folder + begin, true).entrySet().stream()
            .takeWhile(object -> object.getKey().startsWith(folder + begin))
            .toList();
    int from = next.map(Integer::parseInt).orElse(0);
    int to = Math.min(found.size(), from + 1000);
    return new Objects(
        found.subList(from, to).stream()
            .collect(
                Collectors.toMap(
                    object -> object.getKey().substring(folder.length()),
                    object -> (long) object.getValue().length())),
        to < found.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
  }

  @Override
  public Optional<Written> read(Bucket bucket, S3Prefix prefix, String manifest) {
    calls++;
    return Optional.ofNullable(objects.get(prefix.value() + "/events/" + manifest))
        .map(text -> new Written(text, Instant.now()));
  }

  @Override
  public Optional<StoredObject> object(Bucket bucket, S3ObjectKey key) {
    calls++;
    return Optional.ofNullable(objects.get(key.value()))
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
        .map(bytes -> {
          var format = VideoFormat.ofFirstBytes(bytes);
          return new StoredObject(
              bytes.length,
              format.orElse(VideoFormat.MP4).contentType(),
              Integer.toHexString(Arrays.hashCode(bytes)),
              Instant.now(),
              format);
        });
  }
}
