package ivs.recordings.model.reconcile;

import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.reconcile.Audit.Verdict.Open;
import ivs.recordings.model.reconcile.Audit.Verdict.Parked;
import ivs.recordings.model.reconcile.Audit.Verdict.Repairable;
import ivs.recordings.model.reconcile.Audit.Verdict.Right;
import ivs.recordings.model.reconcile.Audit.Verdict.Unexplained;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.Recording.Start;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.model.upload.UploadRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The account of one recording: what its row says against what its files say, and why they differ.
///
/// Everything it may say is one of five verdicts, and every recording gets exactly one.
public final class Audit {
  /// A row and a manifest may differ by so much in a start or an end: each is the time of a message
  /// about it, not of the media.
  public static final Duration TIME_TOLERANCE = Reconciliation.MARGIN;

  public static final Duration DURATION_TOLERANCE = Reconciliation.ROUNDING;

  /// The event of an end comes when no stream can come back into the recording any more; the
  /// manifest says when the last one left.
  public static final Duration END_DELAY = Reconciliation.RECONNECT_WINDOW.plus(TIME_TOLERANCE);

  /// IVS begins a new prefix after 48 hours; its events come when the reconnect window is over.
  public static final Duration LONGEST_RECORDING =
      Duration.ofDays(2).plus(Reconciliation.RECONNECT_WINDOW).plus(Reconciliation.MARGIN);

  private Audit() {}

  /// What is said of one recording.
  public sealed interface Verdict {
    /// A sentence, or nothing where nothing has to be said.
    String why();

    /// What a person can do something about; empty where nothing has to be done.
    default Optional<Finding> finding() {
      return switch (this) {
        case Right _, Open _ -> Optional.empty();
        case Repairable _ -> Optional.of(Finding.EVENTS_LOST);
        case Parked(_, var finding) -> Optional.of(finding);
        case Unexplained(_, var finding) -> Optional.of(finding);
      };
    }

    /// The row agrees with the files, or there is nothing that could disagree.
    record Right() implements Verdict {
      @Override
      public String why() {
        return "";
      }
    }

    /// They differ, and the reconciler makes it good.
    record Repairable(String why) implements Verdict {}

    /// It still runs, or ended so lately that more may follow.
    record Open(String why) implements Verdict {}

    /// An event of it waits.
    record Parked(String why, Finding because) implements Verdict {}

    /// Nothing that is known explains it.
    record Unexplained(String why, Finding because) implements Verdict {
      /// With no cause that is known.
      public Unexplained(String why) {
        this(why, Finding.UNEXPLAINED);
      }
    }
  }

  /// What lies in S3 where the files of a recording are, or should be.
  public sealed interface Files {
    /// The row names no files.
    record Unnamed() implements Files {}

    /// They are in a bucket that may not be read.
    record Hidden(String why) implements Files {}

    /// Nothing is there at all.
    record Missing() implements Files {}

    /// Something is there, but nothing that tells of a recording.
    record Untold() implements Files {}

    /// The one object that the row names is there.
    record Stored() implements Files {}

    /// A manifest is there that cannot be understood.
    record Unreadable(String why) implements Files {}

    record Told(Manifest manifest) implements Files {}
  }

  /// An event that waits.
  public record Waiting(String reason, String detail) {}

  /// All that is known of one recording.
  ///
  /// @param rows those of its files; more than one is one too many
  /// @param beganAt the minute that its folder stands for; empty where it has none
  /// @param owner the profile of the channel or stage now; without one the reconciler re-creates
  ///   nothing
  /// @param waiting events of it that wait
  /// @param streams the channel's as IVS lists them; they matter only where there is no row
  /// @param createAfter how long after its end the reconciler makes a row that is missing
  public record Evidence(
      List<Recording> rows,
      Files files,
      Optional<Instant> beganAt,
      Optional<Profile> owner,
      List<Waiting> waiting,
      List<StreamSpan> streams,
      Duration createAfter) {
    public Evidence {
      rows = List.copyOf(rows);
      waiting = List.copyOf(waiting);
      streams = List.copyOf(streams);
    }
  }

  /// The one verdict, where readiness may have given up on the files.
  ///
  /// @param mediaError what readiness wrote on the row
  public static Verdict of(Evidence evidence, Optional<String> mediaError, Instant now) {
    var verdict = of(evidence, now);
    return verdict instanceof Right
            && mediaError.filter(MediaError.MEDIA_MISSING.name()::equals).isPresent()
        ? new Unexplained(
            "Its files were not found complete within the reconciler's window.",
            Finding.MEDIA_MISSING)
        : verdict;
  }

  /// The one verdict.
  public static Verdict of(Evidence evidence, Instant now) {
    if (evidence.files() instanceof Files.Unreadable(var why)) {
      return unreadable(why);
    }
    var verdict =
        switch (evidence.rows().size()) {
          case 0 -> ofFiles(evidence, now);
          case 1 -> ofRow(evidence.rows().getFirst(), evidence, now);
          default -> ofRivals(evidence.rows());
        };
    return verdict instanceof Unexplained && !evidence.waiting().isEmpty()
        ? parked(evidence.waiting().getFirst())
        : verdict;
  }

  /// When it began, as far as is known: what decides whether it belongs to a window of time.
  public static Optional<Instant> beginning(Evidence evidence) {
    return evidence.rows().stream()
        .flatMap(row -> row.start().stream())
        .map(Start::time)
        .findFirst()
        .or(() ->
            evidence.files() instanceof Files.Told(var manifest)
                ? manifest.startedAt()
                : Optional.empty())
        .or(evidence::beganAt)
        .or(() -> evidence.rows().stream().map(Recording::recordedAt).findFirst());
  }

  /// No row knows it.
  private static Verdict ofFiles(Evidence evidence, Instant now) {
    if (!evidence.waiting().isEmpty()) {
      return parked(evidence.waiting().getFirst());
    }
    var beganAt = beginning(evidence).orElse(Instant.EPOCH);
    return switch (evidence.files()) {
      case Files.Unnamed(), Files.Missing() -> new Unexplained("It has neither a row nor files.");
      case Files.Stored() -> ofOrphan();
      case Files.Hidden(var why) -> new Unexplained(why);
      case Files.Untold() ->
          beganAt.plus(Reconciliation.RECONNECT_WINDOW).plus(Reconciliation.MARGIN).isAfter(now)
              ? new Open("It has just begun: there is neither a row nor a manifest yet.")
              : new Unexplained("There are files, but neither a row nor a manifest.");
      case Files.Unreadable(var why) -> unreadable(why);
      case Files.Told(var manifest) -> ofManifest(manifest, evidence, now, beganAt);
    };
  }

  /// An object of the stack's bucket that is of no recording.
  public static Verdict ofOrphan() {
    return new Unexplained("No recording has this object.", Finding.ORPHAN_OBJECT);
  }

  private static Verdict ofManifest(
      Manifest manifest, Evidence evidence, Instant now, Instant beganAt) {
    var channel = evidence.owner().map(Profile::sourceArn);
    if (channel.isEmpty()) {
      return new Unexplained(
          "It has no row, and its %s is linked to no profile."
              .formatted(
                  manifest
                      .sourceArn()
                      .map(arn -> arn.noun() + " " + arn.value())
                      .orElse("channel")),
          Finding.CHANNEL_UNLINKED);
    }
    if (manifest.sourceArn().filter(arn -> !arn.equals(channel.get())).isPresent()) {
      return new Unexplained(
          "It has no row, and its manifest names another %s (%s) than its folder."
              .formatted(manifest.sourceArn().get().noun(), manifest.sourceArn().get().value()));
    }
    return switch (manifest.status()) {
      case STARTED ->
          mayRun(beganAt, now)
              ? new Open("It runs since %s, and its Start has not arrived.".formatted(beganAt))
              : new Unexplained(
                  "It has no row, began at %s and never ended; no recording lasts so long."
                      .formatted(beganAt));
      case START_FAILED, ENDED, ENDED_WITH_FAILURE -> ofEnd(manifest, evidence, now);
    };
  }

  private static Verdict ofEnd(Manifest manifest, Evidence evidence, Instant now) {
    var end = manifest.endedAt().map(Instant::toString).orElse("an unknown time");
    if (!Reconciliation.isSettled(manifest, now)) {
      return new Open("It ended at %s, and its events have not arrived.".formatted(end));
    }
    var due = manifest.endedAt().orElse(now).plus(evidence.createAfter());
    return switch (Reconciliation.match(manifest, evidence.streams(), now)) {
      case StreamMatch.Certain(var stream) ->
          new Repairable(
              "It has no row: its events never came. It is a recording of %s; reconcile makes its row%s."
                  .formatted(stream.value(), due.isAfter(now) ? " after " + due : ""));
      case StreamMatch.Ambiguous(var why, _) -> new Unexplained("It has no row. " + why);
    };
  }

  /// Two rows say that these are their files.
  private static Verdict ofRivals(List<Recording> rows) {
    var names = String.join(", ", rows.stream().map(row -> row.id().value()).toList());
    long sessions = rows.stream().filter(row -> row.sessionId().isPresent()).count();
    return sessions == 1
        ? new Repairable(
            "It has %d rows (%s): reconcile keeps the one that names its session."
                .formatted(rows.size(), names))
        : new Unexplained(
            "It has %d rows (%s), and nothing says which is the one.".formatted(rows.size(), names),
            Finding.TWO_SESSIONS);
  }

  private static Verdict ofRow(Recording row, Evidence evidence, Instant now) {
    return switch (evidence.files()) {
      case Files.Unnamed() -> ofUnnamed(row);
      case Files.Hidden(var why) -> new Unexplained(why);
      case Files.Unreadable(var why) -> unreadable(why);
      case Files.Untold() -> ofRowAlone(row, now, "there is no manifest at its files");
      case Files.Missing() -> ofMissing(row, now);
      case Files.Stored() -> ofStored(row);
      case Files.Told(var manifest) -> ofBoth(row, manifest, evidence, now);
    };
  }

  /// IVS forgets a composition minutes after its end, and its events name no files.
  private static Verdict ofUnnamed(Recording row) {
    if (row.isLocationUnknown()) {
      return new Unexplained(
          "IVS could not say any more where it recorded: look in the bucket for */%s/*/composite."
              .formatted(row.sessionId().map(SessionId::value).orElse("COMPOSITION")),
          Finding.LOCATION_UNKNOWN);
    }
    return row.status() == RecordingStatus.FAILED
        ? new Right()
        : new Unexplained("It is %s, but names no files.".formatted(row.status()));
  }

  /// The files say nothing, or not more than that it began.
  private static Verdict ofRowAlone(Recording row, Instant now, String files) {
    return switch (row.status()) {
      case STARTED ->
          mayRun(row.recordedAt(), now)
              ? new Open("It runs since %s.".formatted(row.recordedAt()))
              : new Unexplained(
                  "It is STARTED since %s, longer than a recording lasts, and %s."
                      .formatted(row.recordedAt(), files),
                  Finding.OPEN_TOO_LONG);
      case COMPLETED ->
          endedLately(row, now)
              ? new Open("It has just ended, and %s yet.".formatted(files))
              : new Unexplained("It is COMPLETED, but %s.".formatted(files));
      case FAILED -> new Right();
    };
  }

  private static Verdict ofMissing(Recording row, Instant now) {
    if (row.location().objectKey().isPresent() && row.status() == RecordingStatus.STARTED) {
      return row.recordedAt().plus(UploadRules.LOST_IN_PARTS_AFTER).isAfter(now)
          ? new Open("Its file has not arrived.")
          : new Repairable("Its file never arrived: reconcile ends it.");
    }
    return row.status() == RecordingStatus.COMPLETED && !endedLately(row, now)
        ? new Unexplained(
            "It is COMPLETED, but nothing lies where its files should be.", Finding.OBJECTS_MISSING)
        : ofRowAlone(row, now, "there are no files");
  }

  private static Verdict ofStored(Recording row) {
    return row.status() == RecordingStatus.STARTED
        ? new Repairable("Its file has arrived, and the row does not say so.")
        : new Right();
  }

  private static boolean endedLately(Recording row, Instant now) {
    return row.outcome().filter(end -> end.time().plus(END_DELAY).isAfter(now)).isPresent();
  }

  private static Verdict ofBoth(Recording row, Manifest manifest, Evidence evidence, Instant now) {
    var stranger = manifest.sourceArn().filter(arn -> !arn.equals(row.sourceArn()));
    if (stranger.isPresent()) {
      return new Unexplained(
          "Its manifest names another %s (%s) than its row."
              .formatted(stranger.get().noun(), stranger.get().value()));
    }
    return switch (manifest.status()) {
      case STARTED -> ofRowAlone(row, now, "its files tell only of a start");
      case START_FAILED ->
          row.status() == RecordingStatus.FAILED
              ? new Right()
              : ofUnsettled(manifest, now)
                  .orElseGet(() ->
                      ofDifference(
                          row,
                          manifest,
                          "It is %s, but its manifest says that it failed to start."
                              .formatted(row.status()),
                          evidence,
                          now));
      case ENDED, ENDED_WITH_FAILURE -> {
        var difference = difference(row, manifest);
        if (difference.isEmpty()) {
          yield new Right();
        }
        yield ofUnsettled(manifest, now)
            .orElseGet(() -> ofDifference(row, manifest, difference.get(), evidence, now));
      }
    };
  }

  private static Optional<Verdict> ofUnsettled(Manifest manifest, Instant now) {
    return Reconciliation.isSettled(manifest, now)
        ? Optional.empty()
        : Optional.of(
            new Open(
                "It ended at %s, and its events may still come."
                    .formatted(
                        manifest.endedAt().map(Instant::toString).orElse("an unknown time"))));
  }

  /// Whether the reconciler would make it good is asked of its own rules. A row exists because one
  /// of its streams had a session, and a lost session is rebuilt first.
  private static Verdict ofDifference(
      Recording row, Manifest manifest, String difference, Evidence evidence, Instant now) {
    if (evidence.owner().isEmpty()) {
      return new Unexplained(
          "%s Its %s has no profile any more, so reconcile leaves it alone."
              .formatted(difference, row.sourceArn().noun()),
          Finding.CHANNEL_UNLINKED);
    }
    if (row.status() != RecordingStatus.STARTED
        && !evidence.owner().get().profileId().equals(row.profileId())) {
      return new Unexplained(
          "%s Its %s is another profile's now, so reconcile leaves it alone."
              .formatted(difference, row.sourceArn().noun()));
    }
    if (Reconciliation.outcome(row, evidence.owner(), manifest, _ -> true, now).isPresent()) {
      return new Repairable(difference);
    }
    var due = manifest.endedAt().orElse(now).plus(evidence.createAfter());
    return Reconciliation.start(row, evidence.owner(), manifest, _ -> true, now).isPresent()
            && (row.source() == Source.IVS_COMPOSITION
                || startUnknown(row).equals(Optional.of(difference)))
        ? new Repairable(
            due.isAfter(now) ? difference + " Reconcile adds it after " + due + "." : difference)
        : new Unexplained(difference);
  }

  /// The first thing in which a row says something else, or less, than the manifest of its end.
  /// What a composition wrote before its destination failed may have a manifest of a good end:
  /// status and time of the row are the failure's then.
  private static Optional<String> difference(Recording row, Manifest manifest) {
    var outcome = row.outcome();
    var isOfFailedDestination = outcome.filter(Outcome::destinationFailed).isPresent();
    var hasEnded = manifest.status() == Manifest.Status.ENDED;
    var told =
        hasEnded && !isOfFailedDestination ? RecordingStatus.COMPLETED : RecordingStatus.FAILED;
    if (row.status() != told) {
      return Optional.of(
          "It is %s, but its manifest says that it %s at %s."
              .formatted(
                  row.status(),
                  told == RecordingStatus.COMPLETED ? "ended" : "failed",
                  manifest.endedAt().map(Instant::toString).orElse("an unknown time")));
    }
    return durationDiffers(outcome.flatMap(Outcome::duration), manifest)
        .or(() ->
            hasEnded && isOfFailedDestination
                ? Optional.empty()
                : endDiffers(outcome.map(Outcome::time), manifest))
        .or(() -> startDiffers(row.startTime(), manifest))
        .or(() -> manifest.startedAt().flatMap(_ -> startUnknown(row)));
  }

  /// A failure that knows no duration, where none is known, is right.
  private static Optional<String> durationDiffers(Optional<Duration> row, Manifest manifest) {
    var told =
        manifest
            .duration()
            .filter(
                duration -> duration.isPositive() || manifest.status() == Manifest.Status.ENDED);
    if (told.isEmpty()) {
      return Optional.empty();
    }
    if (row.isEmpty()) {
      return Optional.of(
          "Its duration is unknown, but its manifest says %d ms.".formatted(told.get().toMillis()));
    }
    return told.get().minus(row.get()).abs().compareTo(DURATION_TOLERANCE) <= 0
        ? Optional.empty()
        : Optional.of(
            "Its duration is %d ms, but its manifest says %d ms."
                .formatted(row.get().toMillis(), told.get().toMillis()));
  }

  private static Optional<String> endDiffers(Optional<Instant> row, Manifest manifest) {
    return differs("ended", row, manifest.endedAt(), END_DELAY);
  }

  private static Optional<String> startDiffers(Optional<Instant> row, Manifest manifest) {
    return differs("started", row, manifest.startedAt(), TIME_TOLERANCE);
  }

  private static Optional<String> differs(
      String what, Optional<Instant> row, Optional<Instant> told, Duration later) {
    if (row.isEmpty() || told.isEmpty()) {
      return Optional.empty();
    }
    return row.get().isBefore(told.get().minus(TIME_TOLERANCE))
            || row.get().isAfter(told.get().plus(later))
        ? Optional.of(
            "It %s at %s, but its manifest says %s.".formatted(what, row.get(), told.get()))
        : Optional.empty();
  }

  private static Optional<String> startUnknown(Recording row) {
    return row.start().isEmpty()
        ? Optional.of("Its start is unknown, but its manifest knows it.")
        : Optional.empty();
  }

  private static boolean mayRun(Instant beganAt, Instant now) {
    return beganAt.plus(LONGEST_RECORDING).isAfter(now);
  }

  private static Unexplained unreadable(String why) {
    return new Unexplained(
        "Its manifest cannot be read: " + why + ".", Finding.MANIFEST_UNREADABLE);
  }

  private static Parked parked(Waiting event) {
    return new Parked(
        "An event of it waits (%s): %s".formatted(event.reason(), event.detail()),
        Finding.ofParked(event.reason()));
  }
}
