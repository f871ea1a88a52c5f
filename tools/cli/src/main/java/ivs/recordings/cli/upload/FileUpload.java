package ivs.recordings.cli.upload;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.api.ApiClient.Answer;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.upload.PartSender.Arrived;
import ivs.recordings.cli.upload.PartSender.Outcome;
import ivs.recordings.cli.upload.PartSender.Over;
import ivs.recordings.model.upload.PartPlan;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Sends one file in parts, two at a time. What has arrived is known to the API alone: an upload
/// that was broken off goes on with what is missing.
public final class FileUpload {
  private static final String UPLOADS = "/v1/uploads";
  private static final int PARTS_AT_ONCE = 2;
  private static final long PROGRESS_MILLIS = 200;

  /// One round sends all. Where the upload was given up elsewhere, the second finds that out and
  /// the third begins anew; one more is for a part that was lost on the way.
  private static final int MOST_ROUNDS = 4;

  private final ApiClient api;
  private final HttpClient s3;
  private final RetryPause pause;
  private final VideoFile video;
  private final Destination destination;
  private final UploadMemory memory;
  private final Progress progress;
  private Optional<String> begun;
  private boolean isRemembered;

  /// Hears of each step, in the thread that uploads.
  public interface Progress {
    /// So many bytes have left.
    ///
    /// @param all of the file
    void at(long done, long all);

    /// An upload of before goes on.
    ///
    /// @param arrived parts
    /// @param all parts
    void goesOn(int arrived, int all);
  }

  /// An upload that is complete.
  public record Uploaded(String recordingId, long size, int parts) {}

  /// An upload that has begun.
  ///
  /// @param arrived the ETags of the parts that have arrived, by their numbers
  /// @param isOver whether no part is taken any more: it is complete, or was given up
  private record Open(
      String recordingId, PartPlan plan, TreeMap<Integer, String> arrived, boolean isOver) {}

  /// A request that is repeated where that may help.
  private interface Request {
    Answer send() throws IOException, InterruptedException;
  }

  /// An upload of a file.
  ///
  /// @param s3 reaches the addresses that the API signs
  public FileUpload(
      ApiClient api,
      HttpClient s3,
      RetryPause pause,
      VideoFile video,
      Destination destination,
      UploadMemory memory,
      Progress progress) {
    this.api = api;
    this.s3 = s3;
    this.pause = pause;
    this.video = video;
    this.destination = destination;
    this.memory = memory;
    this.progress = progress;
    this.begun = memory.recordingId();
    this.isRemembered = begun.isPresent();
  }

  /// Whether the same command goes on with it.
  public boolean isRemembered() {
    return isRemembered;
  }

  /// Uploads the file, or what is missing of it.
  ///
  /// @throws CommandException if that cannot be done now
  public Uploaded run() throws InterruptedException {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      var open = open();
      if (!open.isOver()) {
        sendMissing(open);
      }
      if (complete(open)) {
        memory.forget();
        return new Uploaded(open.recordingId(), video.size(), open.plan().count());
      }
      if (open.isOver()) {
        forget();
      }
    }
    throw new CommandException(
        ExitCode.DIFFERENT,
        "the upload does not become complete, because it is changed elsewhere meanwhile: run the command again");
  }

  private Open open() throws InterruptedException {
    if (begun.isEmpty()) {
      return begin();
    }
    var id = begun.get();
    var answer = ask(() -> api.get(ApiClient.path(UPLOADS, id)));
    if (answer.status() == 404) {
      forget();
      return begin();
    }
    if (!answer.isOk()) {
      throw ApiClient.refused(answer);
    }
    var plan = plan(answer);
    var arrived = new TreeMap<Integer, String>();
    for (var part : answer.json().path("parts")) {
      var number = part.path("partNumber").asInt();
      if (number <= plan.count() && part.path("size").asLong() == plan.sizeOf(number)) {
        arrived.put(number, part.path("etag").asText());
      }
    }
    var isOver = answer.json().path("isComplete").asBoolean();
    if (!isOver) {
      progress.goesOn(arrived.size(), plan.count());
    }
    return new Open(id, plan, arrived, isOver);
  }

  private Open begin() throws InterruptedException {
    var body =
        JsonOutput.object()
            .put("fileName", video.fileName())
            .put("contentType", video.format().contentType())
            .put("size", video.size());
    destination.putInto(body);
    var answer = ask(() -> api.post(UPLOADS, body));
    if (!answer.isOk()) {
      throw refused(answer);
    }
    var id = answer.json().path("recordingId").asText();
    begun = Optional.of(id);
    isRemembered = memory.keep(id);
    return new Open(id, plan(answer), new TreeMap<>(), false);
  }

  private PartPlan plan(Answer answer) {
    return new PartPlan(video.size(), answer.json().path("partSize").asLong());
  }

  private CommandException refused(Answer answer) {
    return switch (answer.status()) {
      case 400 ->
          new CommandException(
              ExitCode.BAD_INPUT, "the API does not take the upload: " + answer.why());
      case 404 ->
          destination.stream()
              .map(stream ->
                  new CommandException(
                      ExitCode.NOT_FOUND,
                      "the profile has no stream %s: check --stream".formatted(stream.value())))
              .orElseGet(() ->
                  new CommandException(
                      ExitCode.ELSEWHERE,
                      "the API at %s takes no uploads: update the stack".formatted(api.address())));
      default -> ApiClient.refused(answer);
    };
  }

  private void forget() {
    memory.forget();
    begun = Optional.empty();
    isRemembered = false;
  }

  /// Sends what is missing, until all has arrived or no part is taken any more.
  private void sendMissing(Open open) throws InterruptedException {
    var missing =
        open.plan().numbers().filter(number -> !open.arrived().containsKey(number)).toArray();
    Map<Integer, Long> sent = new ConcurrentHashMap<>();
    open.arrived().keySet().forEach(number -> sent.put(number, open.plan().sizeOf(number)));
    var path = ApiClient.path(UPLOADS, open.recordingId());
    try (var content = FileChannel.open(video.path());
        var pool = Executors.newFixedThreadPool(PARTS_AT_ONCE, Thread.ofVirtual().factory())) {
      var sender = new PartSender(api, s3, pause, video, content, path, open.plan(), sent);
      var parts = new ExecutorCompletionService<Outcome>(pool);
      for (int number : missing) {
        parts.submit(() -> sender.send(number));
      }
      try {
        collect(parts, missing.length, open, sent);
      } finally {
        pool.shutdownNow();
      }
    } catch (IOException unreadable) {
      throw new CommandException(
          ExitCode.BAD_INPUT,
          "%s can't be read: %s".formatted(video.name(), unreadable.getMessage()),
          unreadable);
    }
  }

  private void collect(
      ExecutorCompletionService<Outcome> parts, int number, Open open, Map<Integer, Long> sent)
      throws InterruptedException {
    for (int left = number; left > 0; ) {
      progress.at(sent.values().stream().mapToLong(Long::longValue).sum(), video.size());
      var part = Optional.ofNullable(parts.poll(PROGRESS_MILLIS, TimeUnit.MILLISECONDS));
      if (part.isEmpty()) {
        continue;
      }
      left--;
      try {
        switch (part.get().get()) {
          case Arrived(var arrived, var etag) -> open.arrived().put(arrived, etag);
          case Over _ -> {
            return;
          }
        }
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(failed.getCause());
      }
    }
    progress.at(video.size(), video.size());
  }

  /// Makes one file of the parts. An answer that was lost is asked for again, and is the same.
  ///
  /// @return false where parts are missing, or the upload was given up
  private boolean complete(Open open) throws InterruptedException {
    var body = JsonOutput.object();
    var list = body.putArray("parts");
    open.arrived()
        .forEach((number, etag) -> {
          if (!etag.isEmpty()) {
            list.addObject().put("partNumber", number).put("etag", etag);
          }
        });
    video.checkUnchanged();
    var path = ApiClient.path(UPLOADS, open.recordingId()) + "/complete";
    var answer = ask(() -> api.post(path, body));
    return switch (answer.status()) {
      case 200 -> true;
      case 404, 409 -> false;
      default -> throw ApiClient.refused(answer);
    };
  }

  /// Asks the API until it answers with anything but a fault of its own.
  private Answer ask(Request request) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        var answer = request.send();
        if ((answer.status() < 500 && answer.status() != 429) || tries == RetryPause.MOST_TRIES) {
          return answer;
        }
      } catch (IOException silence) {
        if (tries == RetryPause.MOST_TRIES) {
          throw api.unreachable(silence);
        }
      }
      pause.after(tries);
    }
  }
}
