package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.handler.reconciler.RunContext;
import ivs.recordings.model.reconcile.ChannelFolder;
import ivs.recordings.model.reconcile.ChannelFolder.Span;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Finds the folders of recordings that a channel began in a window of time: months, then days,
/// hours and minutes, and only those that there are. A channel that recorded nothing lately costs
/// one list, or two in the days around a new month.
public final class RecordingFolders {
  /// For one channel in one run, so that a busy one does not eat what is for all.
  public static final int MOST_LISTS = 300;

  private final RecordingFiles files;
  private final CircuitBreaker s3;
  private final RunContext run;

  public RecordingFolders(RecordingFiles files, CircuitBreaker s3, RunContext run) {
    this.files = files;
    this.s3 = s3;
    this.run = run;
  }

  /// The folders of the recordings that began in this window.
  ///
  /// @throws SourceUnavailableException if S3 is
  public List<S3Prefix> of(ChannelFolder channel, Bucket bucket, Instant from, Instant to) {
    var found = new ArrayList<S3Prefix>();
    var lists = 0;
    var level = from.isAfter(to) ? List.<Span>of() : channel.months(from, to);
    while (!level.isEmpty()) {
      var below = new ArrayList<Span>();
      for (var span : shuffled(level)) {
        Optional<String> next = Optional.empty();
        do {
          if (++lists > MOST_LISTS) {
            run.report().leftOut("A channel has more folders than are opened in one run.");
            return found;
          }
          var token = next;
          var page = s3.ask(() -> files.folders(bucket, span.path(), token));
          for (var name : page.names()) {
            if (span.isMinute()) {
              prefix(span.path() + name).ifPresent(found::add);
            } else {
              span.inside(name, from, to).ifPresent(below::add);
            }
          }
          next = page.next();
        } while (next.isPresent());
      }
      level = below;
    }
    return found;
  }

  /// Where a busy channel has more folders than are opened, each run opens others.
  private List<Span> shuffled(List<Span> level) {
    var shuffled = new ArrayList<>(level);
    Collections.shuffle(shuffled, run.random());
    return shuffled;
  }

  private static Optional<S3Prefix> prefix(String path) {
    try {
      return Optional.of(new S3Prefix(path));
    } catch (IllegalArgumentException nothingThatIvsWrites) {
      return Optional.empty();
    }
  }
}
