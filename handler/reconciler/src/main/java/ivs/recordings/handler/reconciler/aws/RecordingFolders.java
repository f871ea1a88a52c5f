package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.reconciler.RunContext;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.reconcile.ChannelFolder;
import ivs.recordings.model.reconcile.ChannelFolder.Span;
import ivs.recordings.model.reconcile.StageFolder;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.session.StreamSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Finds the folders of recordings that a source began in a window of time.
///
/// Those of a channel lie below months, then days, hours and minutes, and only those that there are
/// are opened. A channel that recorded nothing lately costs one list, or two in the days around a
/// new month. Those of a stage lie below its sessions: each costs one list, and each of its
/// participants one more.
public final class RecordingFolders {
  /// For one source in one run, so that a busy one does not eat what is for all.
  public static final int MOST_LISTS = 300;

  /// A stage costs a list for each participant of each session in each run.
  private static final int MOST_LISTS_OF_STAGE = 100;

  private final RecordingFiles files;
  private final CircuitBreaker s3;
  private final RunContext run;

  public RecordingFolders(RecordingFiles files, CircuitBreaker s3, RunContext run) {
    this.files = files;
    this.s3 = s3;
    this.run = run;
  }

  /// The folders of the recordings of a channel that began in this window, or of the participants
  /// of a stage in these sessions; none of a source that is neither.
  ///
  /// @throws SourceUnavailableException if S3 is
  public List<S3Prefix> of(
      SourceArn source, List<StreamSpan> sessions, Bucket bucket, Instant from, Instant to) {
    if (from.isAfter(to)) {
      return List.of();
    }
    var lists = new Lists(bucket, source.isStage() ? MOST_LISTS_OF_STAGE : MOST_LISTS);
    ChannelFolder.of(source).ifPresent(channel -> ofChannel(channel, lists, from, to));
    StageFolder.of(source)
        .ifPresent(stage ->
            shuffled(sessions).stream()
                .filter(session -> !session.startTime().isAfter(to))
                .map(session -> stage.path(session.streamId()))
                .forEach(session -> ofSession(session, lists)));
    return lists.found;
  }

  private void ofChannel(ChannelFolder channel, Lists lists, Instant from, Instant to) {
    var level = channel.months(from, to);
    while (!level.isEmpty()) {
      var below = new ArrayList<Span>();
      for (var span : shuffled(level)) {
        for (var name : lists.inside(span.path())) {
          if (span.isMinute()) {
            prefix(span.path() + name).ifPresent(lists.found::add);
          } else {
            span.inside(name, from, to).ifPresent(below::add);
          }
        }
      }
      level = below;
    }
  }

  private void ofSession(String session, Lists lists) {
    for (var participant : shuffled(lists.inside(session))) {
      var folder = session + participant;
      var inside = lists.inside(folder + "/");
      if (StageFolder.isRecording(inside)) {
        prefix(folder).ifPresent(lists.found::add);
      } else {
        inside.forEach(name -> prefix(folder + "/" + name).ifPresent(lists.found::add));
      }
    }
  }

  /// What is listed for one source in one run.
  private final class Lists {
    private final Bucket bucket;
    private final List<S3Prefix> found = new ArrayList<>();
    private final int most;
    private int made;

    Lists(Bucket bucket, int most) {
      this.bucket = bucket;
      this.most = most;
    }

    /// The names of the folders inside; none once as many lists were made as one source may cost.
    List<String> inside(String path) {
      var names = new ArrayList<String>();
      Optional<String> next = Optional.empty();
      do {
        if (++made > most) {
          run.report().leftOut("A channel or stage has more folders than are opened in one run.");
          return names;
        }
        var token = next;
        var page = s3.ask(() -> files.folders(bucket, path, token));
        names.addAll(page.names());
        next = page.next();
      } while (next.isPresent());
      return names;
    }
  }

  /// Where a busy source has more folders than are opened, each run opens others.
  private <T> List<T> shuffled(List<T> level) {
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
