package ivs.recordings.model.webhook;

import java.time.Duration;
import java.util.Optional;

/// How an attempt to deliver ended.
public sealed interface AttemptResult {
  int GONE = 410;

  /// What follows for the endpoint.
  enum Verdict {
    DELIVERED,
    FAILED,
    /// The endpoint wants nothing more.
    GONE
  }

  default Verdict verdict() {
    return Verdict.FAILED;
  }

  /// What an operator reads of it, and a metric counts: one of few words.
  String word();

  /// An answer came. Only 2xx accepts the event: a redirect is not followed, and fails.
  ///
  /// @param answer the first 1,000 characters
  /// @param retryAfter what the header Retry-After asks for
  record Answered(int status, Duration latency, String answer, Optional<Duration> retryAfter)
      implements AttemptResult {
    @Override
    public Verdict verdict() {
      if (status >= 200 && status < 300) {
        return Verdict.DELIVERED;
      }
      return status == GONE ? Verdict.GONE : Verdict.FAILED;
    }

    @Override
    public String word() {
      return switch (verdict()) {
        case DELIVERED -> "delivered";
        case GONE -> "gone";
        case FAILED -> "refused";
      };
    }
  }

  /// No whole answer came in time.
  record TimedOut(Duration latency) implements AttemptResult {
    @Override
    public String word() {
      return "timeout";
    }
  }

  /// There was no connection, or it broke.
  record Unreachable(String fault) implements AttemptResult {
    @Override
    public String word() {
      return "unreachable";
    }
  }

  /// The address must not be called; nothing was sent.
  record Forbidden(String fault) implements AttemptResult {
    @Override
    public String word() {
      return "forbidden";
    }
  }
}
