package ivs.recordings.local.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// How far a function has read a stream: the last record that it is done with in each shard, kept
/// in a file or in memory. A file that cannot be read counts as none: the function then reads all
/// that the stream still holds, which does no harm.
final class StreamCheckpoint {
  private static final Logger LOG = LogManager.getLogger(StreamCheckpoint.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ENDED = "ended";

  private final Optional<Path> file;
  private String streamArn = "";
  private final TreeMap<String, String> shards = new TreeMap<>();

  private StreamCheckpoint(Optional<Path> file) {
    this.file = file;
  }

  static StreamCheckpoint open(Optional<Path> file) {
    var checkpoint = new StreamCheckpoint(file);
    file.filter(Files::exists).ifPresent(checkpoint::read);
    return checkpoint;
  }

  private void read(Path kept) {
    try {
      var json = JSON.readTree(Files.readString(kept));
      streamArn = json.path("streamArn").asText();
      json.path("shards")
          .properties()
          .forEach(shard -> shards.put(shard.getKey(), shard.getValue().asText()));
    } catch (JsonProcessingException torn) {
      LOG.warn("the checkpoint {} is torn: the stream is read from its beginning", kept);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Another stream, such as that of a table that was made anew, begins at its beginning.
  void of(String arn, Collection<String> shardIds) {
    if (!arn.equals(streamArn)) {
      streamArn = arn;
      shards.clear();
    }
    shards.keySet().retainAll(shardIds);
  }

  boolean hasEnded(String shard) {
    return ENDED.equals(shards.get(shard));
  }

  /// The last record that is done with; empty before the first.
  Optional<String> position(String shard) {
    return Optional.ofNullable(shards.get(shard)).filter(position -> !position.equals(ENDED));
  }

  void done(String shard, String sequenceNumber) {
    shards.put(shard, sequenceNumber);
    write();
  }

  void ended(String shard) {
    shards.put(shard, ENDED);
    write();
  }

  private void write() {
    if (file.isEmpty()) {
      return;
    }
    var json = JSON.createObjectNode().put("streamArn", streamArn);
    var list = json.putObject("shards");
    shards.forEach(list::put);
    try {
      var next = file.get().resolveSibling(file.get().getFileName() + ".next");
      Files.writeString(next, json.toString());
      Files.move(
          next, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
