package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.maybeDuration;
import static ivs.recordings.store.item.ItemValues.maybeString;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.string;
import static ivs.recordings.store.item.ItemValues.typed;

import ivs.recordings.model.media.DerivedFiles;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.store.item.ItemValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The attribute `derived` of a row, a map of its own.
final class DerivedItem {
  private static final String BUCKET = "bucket"; // S
  private static final String MEDIA_VERSION = "mediaVersion"; // S, of the files it was made of
  private static final String MP4 = "mp4"; // S, a key
  private static final String SEEKABLE = "seekable"; // S, a key
  private static final String POSTERS = "posters"; // L of S, keys
  private static final String DURATION_MS = "durationMs"; // N, of an upload

  private DerivedItem() {}

  static AttributeValue of(DerivedFiles files) {
    var map = new HashMap<String, AttributeValue>();
    map.put(BUCKET, s(files.bucket().value()));
    map.put(MEDIA_VERSION, s(files.mediaVersion()));
    files.mp4().ifPresent(key -> map.put(MP4, s(key)));
    files.seekable().ifPresent(key -> map.put(SEEKABLE, s(key)));
    if (!files.posters().isEmpty()) {
      map.put(POSTERS, AttributeValue.fromL(files.posters().stream().map(ItemValues::s).toList()));
    }
    files.length().ifPresent(length -> map.put(DURATION_MS, ItemValues.n(length)));
    return AttributeValue.fromM(map);
  }

  /// @throws CorruptItemException if it cannot be read
  static Optional<DerivedFiles> read(Map<String, AttributeValue> item) {
    return typed(item, RecordingTable.DERIVED, AttributeValue.Type.M)
        .map(AttributeValue::m)
        .map(map ->
            new DerivedFiles(
                required(map, BUCKET, Bucket::new),
                string(map, MEDIA_VERSION),
                maybeString(map, MP4),
                maybeString(map, SEEKABLE),
                typed(map, POSTERS, AttributeValue.Type.L)
                    .map(AttributeValue::l)
                    .orElse(List.of())
                    .stream()
                    .map(value -> string(Map.of(POSTERS, value), POSTERS))
                    .toList(),
                maybeDuration(map, DURATION_MS)));
  }
}
