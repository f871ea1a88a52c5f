package ivs.recordings.cli.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.audit.AuditReport;
import ivs.recordings.cli.finding.Advice;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.HistoryFormat;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.RecordingFormat;
import ivs.recordings.cli.format.StatusColor;
import ivs.recordings.cli.format.StreamSessionFormat;
import ivs.recordings.cli.parking.RelatedParkedEvent;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.QueryResult;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.status.StatusReport;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.explain.FailureExplanation;
import ivs.recordings.model.library.ClientStatus;
import ivs.recordings.model.library.DomainEvent;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.reconcile.Audit.Files;
import ivs.recordings.model.reconcile.Audit.Verdict;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.store.item.HistoryEntry;
import ivs.recordings.store.item.MediaState;
import ivs.recordings.store.item.VersionedItem;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that can be said of one recording, and how it is said.
///
/// @param id the row's, or else what was asked for, or bucket and prefix of the files
/// @param row empty where its events all wait, or none came and only its files are there
/// @param verdict whether the row agrees with its files; empty where they could not be read
/// @param notified who was notified of it by webhooks, within 30 days
public record ExplanationReport(
    String id,
    Optional<VersionedItem<Recording>> row,
    QueryResult<Files> files,
    Optional<Verdict> verdict,
    QueryResult<List<RelatedParkedEvent>> parked,
    QueryResult<List<VersionedItem<StreamSession>>> sessions,
    QueryResult<List<MediaJob>> jobs,
    QueryResult<List<WebhookDelivery>> notified) {

  private static final String INDENT = "  ";

  /// What waiting for an end, or asking doctor, does not help.
  private static final Set<Finding> RESOLVED_BY_A_PERSON =
      EnumSet.of(
          Finding.TWO_SESSIONS,
          Finding.CHANNEL_UNLINKED,
          Finding.LOCATION_UNKNOWN,
          Finding.MEDIA_MISSING);

  public ObjectNode json(Shell shell, CommandHints calls) {
    var json = JsonOutput.object().put("recordingId", id);
    row.ifPresent(known -> {
      json.set("recording", new RecordingFormat(shell).json(known));
      json.put("version", known.version()).put("domainEventId", domainEventId(known));
      var history = json.putArray("history");
      known.history().forEach(change -> history.add(new HistoryFormat().json(change)));
      FailureExplanation.of(known.value())
          .ifPresent(reason ->
              json.putObject("failure")
                  .put("reason", reason.word())
                  .put("meaning", reason.meaning())
                  .put("remedy", reason.remedy()));
    });
    files.maybe().ifPresent(read -> json.put("files", filesInWords(read)));
    playlist().ifPresent(address -> json.put("playlist", address));
    verdict.ifPresent(
        said -> json.put("verdict", AuditReport.word(said)).put("verdictWhy", said.why()));
    parked
        .maybe()
        .ifPresent(events -> {
          var array = json.putArray("parked");
          events.forEach(event -> {
            var one = new RelatedParkedEvent.Format().json(event);
            event.mending(calls).forEach(one.putArray("whatToDo")::add);
            array.add(one);
          });
        });
    sessions
        .maybe()
        .ifPresent(streams -> {
          var array = json.putArray("streamSessions");
          streams.forEach(session -> array.add(new StreamSessionFormat(shell).json(session)));
        });
    jobs.maybe()
        .ifPresent(known -> {
          var array = json.putArray("mediaJobs");
          known.forEach(job -> {
            var one =
                array
                    .addObject()
                    .put("kind", job.id().kind().word())
                    .put("mediaVersion", job.id().mediaVersion())
                    .put("state", job.state().name())
                    .put("progress", job.progress())
                    .put("attempts", job.attempts());
            job.fault().ifPresent(fault -> one.put("error", fault.name()));
          });
        });
    notified
        .maybe()
        .ifPresent(deliveries -> {
          var array = json.putArray("notified");
          deliveries.forEach(delivery -> array.add(NotificationFormat.json(delivery)));
        });
    var steps = json.putArray("whatToDo");
    nextSteps(calls, Instant.now()).forEach(steps::add);
    var unasked = json.putArray("notReached");
    silences().forEach(unasked::add);
    return json;
  }

  /// Of the event that told other systems of the row as it is.
  private static String domainEventId(VersionedItem<Recording> known) {
    return DomainEvent.id(known.value().id(), known.version());
  }

  private List<String> silences() {
    var said = new ArrayList<String>();
    files.silence().map("files: "::concat).ifPresent(said::add);
    parked.silence().map("parked events: "::concat).ifPresent(said::add);
    sessions.silence().map("stream sessions: "::concat).ifPresent(said::add);
    jobs.silence().map("media jobs: "::concat).ifPresent(said::add);
    notified.silence().map("webhooks: "::concat).ifPresent(said::add);
    return said;
  }

  /// What a person does next, lines to copy among it; nothing where all is well.
  private List<String> nextSteps(CommandHints calls, Instant now) {
    return row.map(VersionedItem::value)
        .map(recording ->
            switch (verdict.orElse(new Verdict.Right())) {
              case Verdict.Repairable _ -> byTheReconciler(recording, calls);
              case Verdict.Unexplained(_, var finding)
                  when RESOLVED_BY_A_PERSON.contains(finding) ->
                  advice(finding, recording, calls);
              case Verdict _ when recording.status() == RecordingStatus.STARTED ->
                  whileItIsOpen(recording, calls, now);
              case Verdict _ when recording.status() == RecordingStatus.FAILED ->
                  List.of(
                      calls.line("doctor"),
                      CommandHints.runbook("why-is-this-recording-what-it-is"));
              case Verdict.Unexplained(_, var finding) -> advice(finding, recording, calls);
              case Verdict.Right _, Verdict.Open _, Verdict.Parked _ -> List.<String>of();
            })
        .orElseGet(() -> ofOnlyFiles(calls));
  }

  private static List<String> advice(Finding finding, Recording recording, CommandHints calls) {
    return Advice.ofRecording(
        finding,
        recording.id().value(),
        Optional.of(recording.sourceArn()),
        day(recording).toString(),
        calls);
  }

  private boolean isOnlyFiles() {
    return row.isEmpty() && parked.maybe().filter(List::isEmpty).isPresent();
  }

  private List<String> ofOnlyFiles(CommandHints calls) {
    if (!isOnlyFiles()) {
      return List.of();
    }
    var since =
        files
            .maybe()
            .flatMap(read ->
                read instanceof Files.Told(var manifest)
                    ? manifest.startedAt().or(manifest::endedAt)
                    : Optional.empty())
            .map(began -> " --since " + LocalDate.ofInstant(began, ZoneOffset.UTC))
            .orElse("");
    return List.of(
        "the reconciler will enter it; at once: " + calls.line("reconcile --all-channels" + since),
        CommandHints.runbook("is-anything-missing"));
  }

  private static List<String> byTheReconciler(Recording recording, CommandHints calls) {
    return List.of(
        "the reconciler makes it good by itself; at once: " + reconcile(recording, calls),
        CommandHints.runbook("is-anything-missing"));
  }

  private static List<String> whileItIsOpen(Recording recording, CommandHints calls, Instant now) {
    var age = Duration.between(recording.recordedAt(), now);
    return age.compareTo(StatusReport.LONGEST_RECORDING) > 0
        ? List.of(
            "no recording lasts %s; look for its end once more: %s"
                .formatted(DisplayText.span(age), reconcile(recording, calls)),
            CommandHints.runbook("a-recording-is-open-for-too-long"))
        : List.of(
            "nothing as long as it runs; if its %s is over, look for its end: %s"
                .formatted(session(recording.source()), reconcile(recording, calls)),
            CommandHints.runbook("a-recording-is-open-for-too-long"));
  }

  private static String reconcile(Recording recording, CommandHints calls) {
    return calls.line(
        "reconcile --profile %s --since %s"
            .formatted(CommandHints.word(recording.profileId().value()), day(recording)));
  }

  private static LocalDate day(Recording recording) {
    return LocalDate.ofInstant(recording.recordedAt(), ZoneOffset.UTC);
  }

  public void say(Shell shell, OutputOptions output, CommandHints calls) {
    var out = shell.out();
    var now = Instant.now();
    row.ifPresentOrElse(
        known -> sayRow(known, shell, output),
        () ->
            out.println(
                DisplayText.line(id)
                    + (isOnlyFiles()
                        ? " has no row yet, and no event of it is parked: only its files are there."
                        : " has no row yet: what came of it is parked, as said below.")));
    sayFiles(shell);
    sayParked(shell, output, calls);
    sessions
        .maybe()
        .filter(_ -> row.filter(known -> known.value().source().hasStreamSession()).isPresent())
        .ifPresent(streams -> {
          out.println();
          out.println("Its " + session(row.get().value().source()) + "s:");
          output.table(shell, new StreamSessionFormat(shell), streams);
        });
    sayJobs(shell, calls, now);
    notified
        .maybe()
        .filter(deliveries -> !deliveries.isEmpty())
        .ifPresent(deliveries -> {
          out.println();
          out.println("Who was notified of it by webhooks:");
          output.table(
              shell,
              NotificationFormat.TABLE,
              deliveries.stream().map(NotificationFormat::json).toList());
        });
    var steps = nextSteps(calls, now);
    if (!steps.isEmpty()) {
      out.println();
      out.println("What to do:");
      steps.forEach(step -> out.println(DisplayText.line(INDENT + "-> " + step)));
    }
    silences().forEach(why -> shell.err().println(DisplayText.line("not looked at: " + why)));
  }

  /// What jobs have made of it, and why one has failed.
  private void sayJobs(Shell shell, CommandHints calls, Instant now) {
    var known = jobs.maybe().orElse(List.of());
    if (known.isEmpty()) {
      return;
    }
    shell.out().println();
    shell.out().println("Its media jobs:");
    for (var job : known) {
      var why =
          job.fault()
              .map(fault ->
                  ": %s (%s), attempt %d".formatted(fault.name(), fault.message(), job.attempts()))
              .orElse("");
      paragraph(
          shell.out(),
          shell,
          "%s of version %s is %s, %d %%%s."
              .formatted(
                  job.id().kind().word(),
                  job.id().mediaVersion(),
                  job.state(),
                  job.progress(),
                  why));
      if (MediaJob.asked(job.id(), Optional.of(job), now).isPresent()) {
        again(job, now)
            .ifPresent(
                call -> paragraph(shell.out(), shell, "To try once more: " + calls.line(call)));
      }
    }
  }

  /// The API begins only jobs of the files that can be played now. Of other files what was lost is
  /// submitted again, and what failed is left.
  private Optional<String> again(MediaJob job, Instant now) {
    var isOfNow =
        row.filter(known ->
                known.media().clientStatus(known.value().status(), now) == ClientStatus.AVAILABLE)
            .map(VersionedItem::media)
            .flatMap(MediaState::available)
            .filter(media -> media.version().equals(job.id().mediaVersion()))
            .isPresent();
    if (isOfNow) {
      return Optional.of(
          "export %s --kind %s".formatted(CommandHints.word(id), job.id().kind().word()));
    }
    return job.state() == MediaJob.State.FAILED ? Optional.empty() : Optional.of("redrive");
  }

  private void sayRow(VersionedItem<Recording> known, Shell shell, OutputOptions output) {
    var out = shell.out();
    var recording = known.value();
    var status = recording.status().name();
    out.printf(
        "%s is %s: %s%n",
        DisplayText.line(id),
        StatusColor.of(shell).apply(status),
        DisplayText.line(summary(recording)));
    FailureExplanation.of(recording)
        .ifPresent(reason -> {
          out.println();
          out.println(DisplayText.line("Why it failed: " + reason.word()));
          paragraph(out, shell, reason.meaning());
          paragraph(out, shell, reason.remedy());
        });
    out.println();
    out.println("What changed its row, in the order it was written:");
    if (known.history().isEmpty()) {
      out.println(
          INDENT
              + "nothing is remembered: the row was last written before there was a history; the"
              + " log may know");
      return;
    }
    output.table(shell, new HistoryFormat(), known.history());
    if (known.history().getFirst().version() > 1) {
      out.println(INDENT + "(what came before is forgotten; the log may know)");
    }
    late(known.history()).forEach(change -> paragraph(out, shell, change));
    sayDomainEvent(known, shell);
  }

  private static void sayDomainEvent(VersionedItem<Recording> known, Shell shell) {
    paragraph(
        shell.out(),
        shell,
        "The domain event of version %d has the id %s."
            .formatted(known.version(), domainEventId(known)));
  }

  /// Events that came after later ones: the reader may wonder why they did not change more.
  private static List<String> late(List<HistoryEntry> history) {
    var late = new ArrayList<String>();
    for (int i = 1; i < history.size(); i++) {
      var change = history.get(i);
      var before = history.subList(0, i).stream();
      if (before.anyMatch(earlier -> earlier.time().isAfter(change.time()))) {
        late.add(
            "%s of %s came out of order; order never decides."
                .formatted(change.event(), change.time()));
      }
    }
    return late;
  }

  private static String summary(Recording recording) {
    var whose = recording.profileId().value() + "'s, on " + recording.sourceArn().value();
    var start = recording.start().map(known -> ", from " + known.time()).orElse(", start unknown");
    var end = recording.outcome().map(known -> " to " + known.time()).orElse(", no end known yet");
    var media =
        recording
            .outcome()
            .flatMap(Outcome::duration)
            .map(duration -> ", %s of media".formatted(DisplayText.duration(duration)))
            .orElse("");
    return whose + start + end + media;
  }

  private void sayFiles(Shell shell) {
    if (row.isEmpty() && !isOnlyFiles()) {
      return;
    }
    files
        .maybe()
        .ifPresent(read -> {
          shell.out().println();
          shell.out().println(DisplayText.line("Its files: " + place()));
          paragraph(shell.out(), shell, filesInWords(read));
          playlist().ifPresent(address -> paragraph(shell.out(), shell, "To play: " + address));
          row.map(ExplanationReport::availability)
              .ifPresent(words -> paragraph(shell.out(), shell, words));
          verdict
              .filter(_ -> read instanceof Files.Told)
              .ifPresent(said -> paragraph(shell.out(), shell, verdictInWords(said)));
        });
  }

  /// Whether readiness has found that it can be played.
  private static String availability(VersionedItem<Recording> row) {
    var media = row.media();
    return media
        .available()
        .map(known ->
            "AVAILABLE since %s in %s."
                .formatted(
                    known.availableAt(), DisplayText.count(known.renditions().size(), "rendition")))
        .orElseGet(() ->
            media.clientStatus(row.value().status(), Instant.now())
                + media.error().map(why -> ": " + why + ".").orElse(": it cannot be played."));
  }

  private String place() {
    return row.map(known -> known.value().location().place().map("s3://"::concat).orElse("none"))
        .orElse("s3://" + id);
  }

  /// As the manifest names it: IVS promises no fixed names.
  private Optional<String> playlist() {
    return files
        .maybe()
        .flatMap(read ->
            read instanceof Files.Told(var manifest) ? manifest.playlist() : Optional.empty())
        .map(path -> place() + "/" + path);
  }

  private String filesInWords(Files read) {
    return switch (read) {
      case Files.Unnamed() ->
          verdict
              .flatMap(Verdict::finding)
              .filter(Finding.LOCATION_UNKNOWN::equals)
              .flatMap(_ -> verdict.map(Verdict::why))
              .orElse("No event named a place, so nothing was written.");
      case Files.Hidden(var why) -> why;
      case Files.Missing() -> "Nothing lies there.";
      case Files.Untold() -> "There is no manifest.";
      case Files.Stored() -> "The object is there.";
      case Files.Unreadable(var why) -> "The manifest cannot be read: " + why + ".";
      case Files.Told(var manifest) -> manifestInWords(manifest);
    };
  }

  private static String manifestInWords(Manifest manifest) {
    return "The manifest says RECORDING_"
        + manifest.status()
        + manifest.startedAt().map(time -> ", from " + time).orElse("")
        + manifest.endedAt().map(time -> ", to " + time).orElse("")
        + manifest
            .duration()
            .map(media -> ", %s of media".formatted(DisplayText.duration(media)))
            .orElse("")
        + manifest.message().map(word -> " (" + word + ")").orElse("")
        + ".";
  }

  private static String verdictInWords(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Right _ -> "Row and files agree.";
      case Verdict.Repairable(var why) -> why + " The reconciler makes it good.";
      case Verdict.Open(var why) -> why;
      case Verdict.Parked(var why, _) -> why;
      case Verdict.Unexplained(var why, _) -> why;
    };
  }

  private void sayParked(Shell shell, OutputOptions output, CommandHints calls) {
    parked
        .maybe()
        .ifPresent(events -> {
          shell.out().println();
          if (events.isEmpty()) {
            shell.out().println("Parked: nothing of it" + relatives() + ".");
          } else {
            shell.out().println("Parked:");
            output.table(shell, new RelatedParkedEvent.Format(), events);
            events.stream()
                .flatMap(event -> event.mending(calls).stream())
                .distinct()
                .forEach(line -> shell.out().println(DisplayText.line(INDENT + "-> " + line)));
          }
        });
  }

  private String relatives() {
    return row.map(VersionedItem::value)
        .map(recording ->
            (recording.source().hasStreamSession()
                    ? ", of its %ss".formatted(session(recording.source()))
                    : "")
                + " or of its "
                + recording.sourceArn().noun())
        .orElse("");
  }

  /// What a recording is a part of, in the word that people use.
  private static String session(Source source) {
    return switch (source) {
      case IVS_CHANNEL -> "stream";
      case IVS_PARTICIPANT -> "stage session";
      case IVS_COMPOSITION -> "composition";
      case UPLOAD -> "upload";
    };
  }

  private static void paragraph(PrintWriter out, Shell shell, String text) {
    DisplayText.wrapped(DisplayText.line(text), shell.width() - INDENT.length())
        .forEach(line -> out.println(INDENT + line));
  }
}
