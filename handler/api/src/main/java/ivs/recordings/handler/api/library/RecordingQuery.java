package ivs.recordings.handler.api.library;

import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.Numbers;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.library.ClientStatus;
import ivs.recordings.model.library.ListOrder;
import ivs.recordings.model.library.RecordingFilter;
import ivs.recordings.model.recording.Source;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;

/// The parameters of a list of recordings.
public record RecordingQuery(
    int limit,
    Optional<String> cursor,
    RecordingFilter filter,
    ListOrder order,
    boolean isCounted) {
  private static final int DEFAULT = 20;
  private static final int LARGEST = 100;
  private static final int LONGEST_WORDS = 200;
  private static final int LAST_YEAR = 9999;

  public static RecordingQuery of(ApiRequest request) {
    return new RecordingQuery(
        request.query("limit").map(RecordingQuery::limit).orElse(DEFAULT),
        request.query("cursor"),
        new RecordingFilter(
            request.query("status").map(text -> word("status", text, ClientStatus.class)),
            request.query("source").map(text -> word("source", text, Source.class)),
            request.query("from").map(text -> time("from", text)),
            request.query("to").map(text -> time("to", text)),
            request.query("q").map(RecordingQuery::words)),
        request.query("sort").map(RecordingQuery::order).orElse(ListOrder.NEWEST_FIRST),
        request.query("count").map(RecordingQuery::isTrue).orElse(false));
  }

  private static int limit(String text) {
    return Numbers.between(text, 1, LARGEST)
        .orElseThrow(() -> refused("limit must be a number from 1 to " + LARGEST));
  }

  private static <E extends Enum<E>> E word(String name, String text, Class<E> words) {
    return Arrays.stream(words.getEnumConstants())
        .filter(word -> word.name().equals(text))
        .findFirst()
        .orElseThrow(
            () -> refused(name + " must be one of " + Arrays.toString(words.getEnumConstants())));
  }

  private static Instant time(String name, String text) {
    try {
      var time = OffsetDateTime.parse(text);
      if (time.getYear() > 0 && time.getYear() < LAST_YEAR) {
        return time.toInstant();
      }
    } catch (DateTimeException notATime) {
      // Refused with those beyond all years.
    }
    throw refused(name + " must be a time of RFC 3339, such as 2026-11-02T09:00:00Z");
  }

  private static String words(String text) {
    try {
      return SafeText.written("q", text, LONGEST_WORDS);
    } catch (IllegalArgumentException unsound) {
      throw refused(String.valueOf(unsound.getMessage()));
    }
  }

  private static ListOrder order(String text) {
    return switch (text) {
      case "-startedAt" -> ListOrder.NEWEST_FIRST;
      case "startedAt" -> ListOrder.OLDEST_FIRST;
      default -> throw refused("sort must be startedAt or -startedAt");
    };
  }

  private static boolean isTrue(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused("count must be true or false");
    };
  }

  private static RejectedRequestException refused(String detail) {
    return new RejectedRequestException(Problem.invalid(detail + "."));
  }
}
