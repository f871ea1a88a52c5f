package ivs.recordings.cli.upload;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.model.upload.PartPlan;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Sends parts of a file. Each try is signed anew, just before it is sent: an address that has
/// expired is replaced by the next try.
///
/// @param s3 reaches the addresses that the API signs
/// @param path of the upload at the API
/// @param content of the file
/// @param sent how many bytes of each part have left
record PartSender(
    ApiClient api,
    HttpClient s3,
    RetryPause pause,
    VideoFile video,
    FileChannel content,
    String path,
    PartPlan plan,
    Map<Integer, Long> sent) {
  private static final int CHUNK = 64 * 1024;

  /// A connection that carries less is taken for lost.
  private static final long SLOWEST_BYTES_PER_SECOND = 64L * 1024;

  private static final Duration TO_ANSWER = Duration.ofMinutes(1);

  /// What became of a try.
  sealed interface Try {}

  private record Failed(String why) implements Try {}

  /// What became of a part.
  sealed interface Outcome extends Try {}

  record Arrived(int number, String etag) implements Outcome {}

  /// No part is taken any more: the upload was completed or given up elsewhere.
  record Over() implements Outcome {}

  /// Sends a part until it has arrived.
  ///
  /// @throws CommandException if it cannot be sent
  Outcome send(int number) throws InterruptedException {
    var why = "";
    for (int tries = 1; tries <= RetryPause.MOST_TRIES; tries++) {
      video.checkUnchanged();
      switch (attempt(number)) {
        case Outcome outcome -> {
          return outcome;
        }
        case Failed failed -> why = failed.why();
      }
      sent.remove(number);
      if (tries < RetryPause.MOST_TRIES) {
        pause.after(tries);
      }
    }
    throw new CommandException(
        ExitCode.UNAVAILABLE,
        "part %d of %d could not be sent, tried %d times: %s"
            .formatted(number, plan.count(), RetryPause.MOST_TRIES, why));
  }

  private Try attempt(int number) throws InterruptedException {
    try {
      var numbers = JsonOutput.object();
      numbers.putArray("partNumbers").add(number);
      var signed = api.post(path + "/parts", numbers);
      return switch (signed.status()) {
        case 200 -> put(number, signed.json().path("parts").path(0).path("url").asText());
        case 401, 403 -> throw ApiClient.refused(signed);
        case 404, 409 -> new Over();
        default -> new Failed("the API answers %d (%s)".formatted(signed.status(), signed.why()));
      };
    } catch (IOException broken) {
      return new Failed(
          "the connection is lost (%s)"
              .formatted(Optional.ofNullable(broken.getMessage()).orElse("no answer")));
    }
  }

  private Try put(int number, String url) throws IOException, InterruptedException {
    var size = plan.sizeOf(number);
    var patience = TO_ANSWER.plusSeconds(size / SLOWEST_BYTES_PER_SECOND);
    var request =
        HttpRequest.newBuilder(URI.create(url)).timeout(patience).PUT(body(number, size)).build();
    var answer = s3.send(request, BodyHandlers.discarding());
    return switch (answer.statusCode()) {
      case 200 -> new Arrived(number, answer.headers().firstValue("ETag").orElse(""));
      case 404 -> new Over();
      default -> new Failed("the storage answers %d".formatted(answer.statusCode()));
    };
  }

  private BodyPublisher body(int number, long size) {
    var from = (number - 1) * plan.partSize();
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofByteArrays(() -> new Chunks(number, from, from + size)), size);
  }

  /// The bytes of a part, read while they are sent: of a large file no part is in memory.
  private final class Chunks implements Iterator<byte[]> {
    private final int number;
    private final long from;
    private final long end;
    private long position;

    private Chunks(int number, long from, long end) {
      this.number = number;
      this.from = from;
      this.end = end;
      this.position = from;
    }

    @Override
    public boolean hasNext() {
      return position < end;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var chunk = ByteBuffer.allocate((int) Math.min(CHUNK, end - position));
      try {
        while (chunk.hasRemaining()) {
          if (content.read(chunk, position + chunk.position()) < 0) {
            throw new EOFException("the file has become shorter");
          }
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      position += chunk.capacity();
      sent.put(number, position - from);
      return chunk.array();
    }
  }
}
