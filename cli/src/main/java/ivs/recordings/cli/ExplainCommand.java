package ivs.recordings.cli;

import ivs.recordings.model.Audit;
import ivs.recordings.model.Audit.Evidence;
import ivs.recordings.model.Audit.Files;
import ivs.recordings.model.Recording;
import ivs.recordings.store.Stored;
import ivs.recordings.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
      "Which events changed its row, when and by whom, what its files say, what of it is parked, and"
          + " where it failed what that means and what to do. Events that changed nothing"
          + " (duplicates, older news) are in the log only."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings explain uxa0OrtRP8Rs"})
final class ExplainCommand extends TalkingCommand {
  @Parameters(
      paramLabel = "ID",
      description = "The recording's id: its session id, or bucket and prefix where it has none.")
  private String id = "";

  @Mixin private Output output = new Output();

  ExplainCommand(Shell shell) {
    super(shell);
  }

  @Override
  ExitCode talk(Target target) {
    if (id.isBlank()) {
      throw new Failure(ExitCode.USAGE, "the id is blank");
    }
    var diagnosis = new Diagnosis(shell(), where());
    var tables = target.tables();
    var story =
        tables
            .recordings()
            .find(id)
            .map(row -> storyOf(row, target, tables, diagnosis))
            .orElseGet(() -> storyWithoutRow(tables, diagnosis));
    if (output.isJson()) {
      output.json(shell(), story.json(shell(), calls()));
    } else {
      story.say(shell(), output, calls());
    }
    return ExitCode.OK;
  }

  private Story storyOf(Stored<Recording> row, Target target, Tables tables, Diagnosis diagnosis) {
    var recording = row.value();
    var parked = Answer.of(diagnosis, () -> ParkedRelative.of(recording, tables.parkedEvents()));
    var files = Answer.of(diagnosis, () -> filesOf(recording, target));
    var verdict =
        files
            .maybe()
            .flatMap(read ->
                Answer.of(
                        diagnosis,
                        () -> Audit.of(evidence(recording, read, tables, parked), Instant.now()))
                    .maybe());
    var sessions =
        Answer.of(
            diagnosis,
            () ->
                recording.streamIds().stream()
                    .flatMap(stream -> tables.streamSessions().find(stream).stream())
                    .toList());
    return new Story(id, Optional.of(row), files, verdict, parked, sessions);
  }

  private static Files filesOf(Recording recording, Target target) {
    if (recording.location().prefix().isEmpty()) {
      return new Files.Unnamed();
    }
    var buckets = ReconcilerConfiguration.of(target).buckets();
    try (var s3 = target.s3()) {
      return new RecordedFiles(s3, buckets).read(recording.location());
    }
  }

  /// Whether it is right does not depend on when a missing row would be made.
  private static Evidence evidence(
      Recording recording, Files files, Tables tables, Answer<List<ParkedRelative>> parked) {
    return new Evidence(
        List.of(recording),
        files,
        Optional.empty(),
        tables.profiles().find(recording.sourceArn()),
        parked.maybe().orElse(List.of()).stream()
            .filter(ParkedRelative::isOfTheRecording)
            .map(relative -> relative.event().waiting())
            .toList(),
        List.of(),
        Duration.ZERO);
  }

  /// Its events may all be waiting.
  private Story storyWithoutRow(Tables tables, Diagnosis diagnosis) {
    var parked = ParkedRelative.of(id, tables.parkedEvents());
    if (parked.isEmpty()) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "there is no recording %s, and no parked event speaks of it; '%s' shows those there are"
              .formatted(id, calls().line("list")));
    }
    return new Story(
        id,
        Optional.empty(),
        new Answer.Given<>(new Files.Unnamed()),
        Optional.empty(),
        Answer.of(diagnosis, () -> parked),
        new Answer.Given<>(List.of()));
  }
}
