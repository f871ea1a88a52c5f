package ivs.recordings.handler.api.library;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.AccessLog;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Failure;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.Numbers;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.StreamFilter;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.library.Library;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// The compatible routes: what is public and can be played, in the form that existing apps know.
public final class PublicRoutes {
  private static final int DEFAULT = 20;
  private static final int LARGEST = 100;

  /// No page begins behind this, and no total is counted beyond it.
  private static final int MOST = 10_000;

  private static final int MONTHS = 24;
  private static final int LARGEST_READ = 1_000;
  private static final int LONGEST_WORDS = 200;
  private static final Duration FRESH = Duration.ofSeconds(60);

  /// Fewer than the connections of the client, which other requests use as well.
  private static final int MOST_READS = 32;

  /// Filters whose totals are remembered; each is a few words.
  private static final int MOST_TOTALS = 1_000;

  private final Library library;
  private final Visibility defaultVisibility;
  private final PlayLinks links;
  private final Clock clock;
  private final Semaphore reads = new Semaphore(MOST_READS);

  private final Map<StreamFilter, Total> totals =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamFilter, Total> eldest) {
          return size() > MOST_TOTALS;
        }
      };

  private record Total(int count, Instant at) {}

  /// @param ids of the streams of the page
  /// @param total how many match, if they were counted
  private record Walked(List<StreamId> ids, Optional<Integer> total) {}

  public PublicRoutes(Library library, Visibility defaultVisibility, PlayLinks links, Clock clock) {
    this.library = library;
    this.defaultVisibility = defaultVisibility;
    this.links = links;
    this.clock = clock;
  }

  public Answer list(ApiRequest request) {
    int page = number(request, "page", 1, MOST);
    int limit = number(request, "limit", DEFAULT, LARGEST);
    if (page * limit > MOST) {
      throw refused("page * limit must be at most 10000");
    }
    var filter =
        new StreamFilter(
            words(request, "creatorId"), words(request, "categoryId"), words(request, "search"));
    var now = clock.instant();
    var known = known(filter, now);
    int offset = (page - 1) * limit;
    var walked =
        known.filter(total -> isLong(total) && total <= offset).isPresent()
            ? new Walked(List.of(), Optional.empty())
            : walk(filter, offset, limit, known, now);
    walked.total().ifPresent(total -> remember(filter, new Total(total, now)));
    int total = walked.total().or(() -> known).orElse(0);
    // Streams that were published since the total was counted are counted by being shown.
    int least = walked.ids().isEmpty() ? 0 : offset + walked.ids().size();
    int most = Math.max(total, least);

    var json = succeeded("Recorded streams retrieved successfully");
    var data = json.putArray("data");
    for (var shown : sideBySide(walked.ids(), now)) {
      var one = RecordingJson.object().put("_id", shown.stream().id().value());
      shown.describe(one, links, true, now);
      data.add(one);
    }
    json.putObject("meta")
        .put("total", most)
        .put("page", page)
        .put("limit", limit)
        .put("totalPage", Math.min((most + limit - 1) / limit, MOST / limit));
    return new Found(json);
  }

  private static int number(ApiRequest request, String name, int otherwise, int most) {
    return request
        .query(name)
        .map(text ->
            Numbers.between(text, 1, most)
                .orElseThrow(
                    () -> refused("%s must be a number from 1 to %d".formatted(name, most))))
        .orElse(otherwise);
  }

  private static Optional<String> words(ApiRequest request, String name) {
    var words = request.query(name);
    if (words.filter(text -> text.length() > LONGEST_WORDS).isPresent()) {
      throw refused("%s must be at most %d characters long".formatted(name, LONGEST_WORDS));
    }
    return words;
  }

  private static RejectedRequestException refused(String message) {
    return new RejectedRequestException(new Failure(400, message));
  }

  private Optional<Integer> known(StreamFilter filter, Instant now) {
    synchronized (totals) {
      return Optional.ofNullable(totals.get(filter))
          .filter(total -> now.isBefore(total.at().plus(FRESH)))
          .map(Total::count);
    }
  }

  private void remember(StreamFilter filter, Total total) {
    synchronized (totals) {
      totals.remove(filter);
      totals.put(filter, total);
    }
  }

  /// Where few match, what was published since they were counted must not wait: the list is read as
  /// if nothing was known, which costs little.
  private static boolean isLong(int total) {
    return total >= LARGEST_READ;
  }

  /// The index of public streams, newest first: up to the end of the page or of what was counted,
  /// or all of it where it has to be counted.
  private Walked walk(
      StreamFilter filter, int offset, int limit, Optional<Integer> known, Instant now) {
    int last =
        known
            .map(total -> isLong(total) ? Math.min(total, offset + limit) : offset + limit)
            .orElse(Integer.MAX_VALUE);
    var ids = new ArrayList<StreamId>();
    int matching = 0;
    int read = 0;
    var month = YearMonth.from(now.atOffset(ZoneOffset.UTC)).plusMonths(1);
    for (int back = 0; back <= MONTHS; back++) {
      var position = Optional.of("9"); // Before everything of the month.
      while (position.isPresent() && read < MOST) {
        var found =
            library
                .streams()
                .publishedIn(month, position.get(), Math.min(LARGEST_READ, MOST - read));
        read += found.candidates().size();
        for (var candidate : found.candidates()) {
          if (candidate.shown().matches(filter)) {
            matching++;
            if (matching > offset && ids.size() < limit) {
              ids.add(candidate.streamId());
            }
          }
        }
        position = found.last();
        if (matching >= last) {
          return new Walked(ids, Optional.empty());
        }
      }
      month = month.minusMonths(1);
    }
    return new Walked(ids, known.isEmpty() ? Optional.of(matching) : Optional.empty());
  }

  /// Rows are read by key, so that what is private, deleted or expired by now is left out whatever
  /// the index says. One that cannot be read does not hide the others.
  private List<PublicStream> sideBySide(List<StreamId> ids, Instant now) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          ids.stream().<Callable<Optional<PublicStream>>>map(id -> () -> legible(id, now)).toList();
      var shown = new ArrayList<PublicStream>();
      for (Future<Optional<PublicStream>> one : threads.invokeAll(tasks)) {
        one.get().ifPresent(shown::add);
      }
      return shown;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading streams", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private Optional<PublicStream> legible(StreamId id, Instant now) throws InterruptedException {
    reads.acquire();
    try {
      return shown(id, now, library.recordings()::listedUnder);
    } catch (CorruptItemException unreadable) {
      AccessLog.unreadable(unreadable);
      return Optional.empty();
    } finally {
      reads.release();
    }
  }

  /// @param recordings of a stream: those that are listed under it, or all
  private Optional<PublicStream> shown(
      StreamId id, Instant now, Function<StreamId, List<RecordingSummary>> recordings) {
    return library
        .streams()
        .find(id)
        .filter(stream -> stream.visibility(defaultVisibility) == Visibility.PUBLIC)
        .flatMap(stream ->
            stream
                .publicRecording(recordings.apply(id), defaultVisibility, now)
                .map(recording -> new PublicStream(stream, recording, owner(stream, recording))));
  }

  /// Who a channel belongs to now says nothing of who streamed on it before. A stream that an app
  /// has started is of no channel, but its recording may be.
  private Optional<Profile> owner(StreamSummary stream, RecordingSummary recording) {
    var own = owner(stream.session(), stream.session().profileId());
    return own.isPresent() || !stream.id().isLive()
        ? own
        : recording
            .streamSessionId()
            .filter(id -> !id.isLive())
            .flatMap(library.streams()::find)
            .flatMap(of -> owner(of.session(), stream.session().profileId()));
  }

  private Optional<Profile> owner(StreamSession session, ProfileId profileId) {
    return library
        .profiles()
        .find(session.sourceArn())
        .filter(profile -> profile.profileId().equals(profileId));
  }

  public Answer recording(ApiRequest request) {
    try {
      var now = clock.instant();
      var json = succeeded("Stream recording retrieved successfully");
      return request
          .path("id")
          .map(StreamId::new)
          .flatMap(id -> shown(id, now, library.recordings()::ofStream))
          .<Answer>map(shown -> {
            var data = json.putObject("data").put("streamId", shown.stream().id().value());
            shown.describe(data, links, false, now);
            return new Found(json);
          })
          .orElseGet(PublicRoutes::unavailable);
    } catch (IllegalArgumentException noStreamId) {
      return unavailable();
    }
  }

  private static Answer unavailable() {
    return new Failure(404, "Recording not available for this stream");
  }

  private static ObjectNode succeeded(String message) {
    return RecordingJson.object().put("success", true).put("message", message);
  }
}
