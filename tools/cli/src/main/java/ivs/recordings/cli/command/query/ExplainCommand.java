package ivs.recordings.cli.command.query;

import static java.util.stream.Collectors.joining;

import ivs.recordings.cli.audit.ReconcilerConfiguration;
import ivs.recordings.cli.audit.RecordedFiles;
import ivs.recordings.cli.explain.ExplanationReport;
import ivs.recordings.cli.explain.RecordingLookup;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.parking.RelatedParkedEvent;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.QueryResult;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.reconcile.Audit;
import ivs.recordings.model.reconcile.Audit.Evidence;
import ivs.recordings.model.reconcile.Audit.Files;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.VersionedItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Tells how a recording came to be what it is.
@Command(
    name = "explain",
    descriptionHeading = "%n",
    description = {
      "Tells the life of one recording: why it is what it is.",
      "",
      "Which events changed its row, when and by whom, what its files say, what of it is parked,"
          + " and where it failed what that means and what to do. Events that changed nothing"
          + " (duplicates, older news) are in the log only."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings explain uxa0OrtRP8Rs"})
public final class ExplainCommand extends AwsCommand {
  @Parameters(
      paramLabel = "ID",
      description =
          "The recording's id, its stream or stage session, or its place: bucket and prefix, the"
              + " prefix alone, or an S3 URI, which also name files that have no row. A ~ stands"
              + " for a slash.")
  private String id = "";

  @Mixin private OutputOptions output = new OutputOptions();

  public ExplainCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    id = RecordingLookup.name(id);
    if (id.isBlank()) {
      throw new CommandException(ExitCode.USAGE, "the id is blank");
    }
    var diagnosis = new ErrorMapper(shell(), where());
    var tables = target.tables();
    var story =
        new RecordingLookup(tables)
            .byId(id)
            .or(() -> RecordingLookup.stream(id).map(stream -> recordingOf(stream, tables)))
            .map(row -> storyOf(row, target, tables, diagnosis))
            .or(() -> storyOfParked(id, tables))
            .orElseGet(() -> storyOfFiles(target, tables, diagnosis));
    if (output.isJson()) {
      output.json(shell(), story.json(shell(), calls()));
    } else {
      story.say(shell(), output, calls());
    }
    return ExitCode.OK;
  }

  private VersionedItem<Recording> recordingOf(StreamId stream, Tables tables) {
    var rows = tables.recordings().ofStream(stream);
    if (rows.size() > 1) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s has several recordings; say which: %s"
              .formatted(
                  id, rows.stream().map(row -> row.value().id().value()).collect(joining(", "))));
    }
    return rows.stream()
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.NOT_FOUND,
                "the stream or stage session %s has no recording; '%s' shows what waits for it"
                    .formatted(id, calls().line("parked --waiting-for " + id))));
  }

  private ExplanationReport storyOf(
      VersionedItem<Recording> row, Target target, Tables tables, ErrorMapper diagnosis) {
    var recording = row.value();
    var parked =
        QueryResult.of(diagnosis, () -> RelatedParkedEvent.of(recording, tables.parkedEvents()));
    var files = QueryResult.of(diagnosis, () -> filesOf(recording, target));
    var verdict =
        files
            .maybe()
            .flatMap(read ->
                QueryResult.of(
                        diagnosis,
                        () ->
                            Audit.of(
                                evidence(recording, read, tables, parked),
                                row.media().error(),
                                Instant.now()))
                    .maybe());
    var sessions =
        QueryResult.of(
            diagnosis,
            () ->
                recording.streamIds().stream()
                    .flatMap(stream -> tables.streamSessions().find(stream).stream())
                    .toList());
    var jobs =
        QueryResult.of(
            diagnosis,
            () ->
                target
                    .mediaJobs()
                    .map(table -> table.ofRecording(recording.id()))
                    .orElse(List.<MediaJob>of()));
    var notified =
        QueryResult.of(diagnosis, () -> target.webhookDeliveries().ofRecording(recording.id()));
    return new ExplanationReport(
        recording.id().value(), Optional.of(row), files, verdict, parked, sessions, jobs, notified);
  }

  private static Files filesOf(Recording recording, Target target) {
    if (!recording.location().hasFiles()) {
      return new Files.Unnamed();
    }
    var configuration = ReconcilerConfiguration.of(target);
    try (var s3 = target.s3()) {
      return new RecordedFiles(s3, configuration).read(recording.location());
    }
  }

  /// Whether it is right does not depend on when a missing row would be made.
  private static Evidence evidence(
      Recording recording,
      Files files,
      Tables tables,
      QueryResult<List<RelatedParkedEvent>> parked) {
    // Another row of its streams may name the same files.
    var rivals =
        recording.location().prefix().isEmpty()
            ? Stream.<Recording>empty()
            : recording.streamIds().stream()
                .flatMap(stream -> tables.recordings().ofStream(stream).stream())
                .map(VersionedItem::value)
                .filter(row -> row.location().equals(recording.location()))
                .filter(row -> !row.id().equals(recording.id()))
                .distinct();
    return new Evidence(
        Stream.concat(Stream.of(recording), rivals).toList(),
        files,
        Optional.empty(),
        tables.profiles().find(recording.sourceArn()),
        parked.maybe().orElse(List.of()).stream()
            .filter(RelatedParkedEvent::isOfTheRecording)
            .map(relative -> relative.event().waiting())
            .toList(),
        List.of(),
        Duration.ZERO);
  }

  /// Its events may all be waiting.
  private static Optional<ExplanationReport> storyOfParked(String name, Tables tables) {
    var parked = RelatedParkedEvent.of(name, tables.parkedEvents());
    return parked.isEmpty()
        ? Optional.empty()
        : Optional.of(withoutRow(name, new Files.Unnamed(), parked));
  }

  /// What was asked for may be a place, with or without its bucket.
  private ExplanationReport storyOfFiles(Target target, Tables tables, ErrorMapper diagnosis) {
    if (!id.contains("/")) {
      throw noSuchRecording();
    }
    try (var s3 = target.s3()) {
      var files = new RecordedFiles(s3, ReconcilerConfiguration.of(target));
      var stories =
          files.placesCalled(id).stream()
              .flatMap(place -> storyAt(place, files, target, tables, diagnosis).stream())
              .toList();
      if (stories.size() > 1) {
        throw new CommandException(
            ExitCode.USAGE,
            "%s is in several buckets; say which: %s"
                .formatted(id, stories.stream().map(ExplanationReport::id).collect(joining(", "))));
      }
      return stories.stream().findFirst().orElseThrow(this::noSuchRecording);
    }
  }

  private Optional<ExplanationReport> storyAt(
      StorageLocation place,
      RecordedFiles files,
      Target target,
      Tables tables,
      ErrorMapper diagnosis) {
    var name = RelatedParkedEvent.name(place);
    return new RecordingLookup(tables)
        .find(name)
        .map(row -> storyOf(row, target, tables, diagnosis))
        .or(() -> storyOfParked(name, tables))
        .or(() ->
            Optional.of(files.read(place))
                .filter(read -> !(read instanceof Files.Untold || read instanceof Files.Missing))
                .map(read -> withoutRow(name, read, List.of())));
  }

  private static ExplanationReport withoutRow(
      String name, Files files, List<RelatedParkedEvent> parked) {
    return new ExplanationReport(
        name,
        Optional.empty(),
        new QueryResult.Given<>(files),
        Optional.empty(),
        new QueryResult.Given<>(parked),
        new QueryResult.Given<>(List.of()),
        new QueryResult.Given<>(List.of()),
        new QueryResult.Given<>(List.of()));
  }

  private CommandException noSuchRecording() {
    return new CommandException(
        ExitCode.NOT_FOUND,
        "there is no recording %s, and no parked event speaks of it; '%s' shows those there are"
            .formatted(id, calls().line("list")));
  }
}
