package ivs.recordings.cli.command.query;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.explain.RecordingLookup;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.RecordingFormat;
import ivs.recordings.cli.format.StreamSessionFormat;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.CorruptItem;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.VersionedItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows one recording with everything that is known of it.
@Command(
    name = "show",
    descriptionHeading = "%n",
    description = {
      "Shows one recording with its stream sessions, or one stream with its recordings."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  ./recordings show uxa0OrtRP8Rs"})
public final class ShowCommand extends AwsCommand {
  private static final int MOST_LATER_STREAMS = 100;

  @Parameters(
      paramLabel = "ID",
      description =
          "The recording's id, its bucket and prefix or S3 URI, or the id of a stream or stage"
              + " session. A ~ stands for a slash.")
  private String id = "";

  @Mixin private OutputOptions output = new OutputOptions();

  public ShowCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var name = RecordingLookup.name(id);
    if (name.isBlank()) {
      throw new CommandException(ExitCode.USAGE, "the id is blank");
    }
    var tables = target.tables();
    var found = new RecordingLookup(tables).find(name);
    var stream = RecordingLookup.stream(name);
    if (found.isEmpty() && stream.isPresent()) {
      return show(stream.get(), tables);
    }
    var recording =
        found.orElseThrow(() ->
            new CommandException(
                ExitCode.NOT_FOUND,
                "there is no recording %s; '%s' shows those there are"
                    .formatted(name, calls().line("list"))));
    var sessions = new ArrayList<VersionedItem<StreamSession>>();
    var corrupt = new ArrayList<CorruptItem>();
    for (var part : recording.value().streamIds()) {
      try {
        tables.streamSessions().find(part).ifPresent(sessions::add);
      } catch (CorruptItemException unreadable) {
        corrupt.add(unreadable.item());
      }
    }
    if (output.isJson()) {
      var json = new RecordingFormat(shell()).json(recording);
      var array = json.putArray("streamSessions");
      sessions.forEach(session -> array.add(new StreamSessionFormat(shell()).json(session)));
      output.json(shell(), json);
    } else {
      say(recording, sessions);
      sessions.forEach(session -> saySuccessor(session.value(), tables));
    }
    return sayCorrupt(corrupt);
  }

  private ExitCode show(StreamId stream, Tables tables) {
    var session =
        tables
            .streamSessions()
            .find(stream)
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.NOT_FOUND,
                    "there is no stream or stage session %s; '%s' shows what waits for it"
                        .formatted(
                            stream.value(),
                            calls().line("parked --waiting-for " + stream.value()))));
    var recordings = tables.recordings().ofStream(stream);
    if (output.isJson()) {
      var json = new StreamSessionFormat(shell()).json(session);
      var array = json.putArray("recordings");
      recordings.forEach(row -> array.add(new RecordingFormat(shell()).json(row)));
      output.json(shell(), json);
    } else {
      output.table(shell(), new StreamSessionFormat(shell()), List.of(session));
      shell().out().println();
      output.table(shell(), new RecordingFormat(shell()), recordings);
    }
    return ExitCode.OK;
  }

  private void say(
      VersionedItem<Recording> recording, List<VersionedItem<StreamSession>> sessions) {
    var attributes = new RecordingFormat(shell()).json(recording);
    int longest =
        attributes.properties().stream().mapToInt(a -> a.getKey().length()).max().orElse(0);
    for (var attribute : attributes.properties()) {
      shell()
          .out()
          .printf("%-" + longest + "s  %s%n", attribute.getKey(), value(recording, attribute));
    }
    if (recording.value().source().hasStreamSession()) {
      shell().out().println();
      output.table(shell(), new StreamSessionFormat(shell()), sessions);
    }
  }

  /// A channel has one live stream at a time, a stage one session.
  private void saySuccessor(StreamSession session, Tables tables) {
    if (session.status() != StreamStatus.LIVE || session.startTime().isEmpty()) {
      return;
    }
    var ids =
        tables
            .streamSessions()
            .ofProfileSince(session.profileId(), session.startTime().get(), MOST_LATER_STREAMS);
    var known = tables.batchReader().read(Set.of(), Set.copyOf(ids), Set.of());
    var later =
        ids.stream()
            .flatMap(id -> known.streamSession(id).stream())
            .map(VersionedItem::value)
            .toList();
    Reconciliation.successor(session, later)
        .ifPresent(next ->
            shell()
                .out()
                .printf(
                    "%n%s is LIVE, but %s of the same %s began at %s: its end has not arrived,"
                        + " and the reconciler enters it once IVS tells it or none can be hoped for%n",
                    session.streamId().value(),
                    next.streamId().value(),
                    next.sourceArn().noun(),
                    next.startTime().orElseThrow()));
  }

  private static String value(
      VersionedItem<Recording> recording, Map.Entry<String, JsonNode> attribute) {
    return DisplayText.line(
        switch (attribute.getKey()) {
          case "streamIds" -> String.join(", ", streams(recording.value()));
          case "renditions" -> renditions(attribute.getValue());
          case "posters" ->
              attribute.getValue().valueStream().map(JsonNode::asText).collect(joining(", "));
          case "recordingDurationMs" ->
              "%s (%s)"
                  .formatted(
                      attribute.getValue().asText(),
                      DisplayText.duration(
                          java.time.Duration.ofMillis(attribute.getValue().asLong())));
          default -> attribute.getValue().asText();
        });
  }

  private static String renditions(JsonNode list) {
    return list.valueStream()
        .map(one ->
            one.has("width")
                ? "%s (%dx%d)"
                    .formatted(
                        one.path("path").asText(),
                        one.path("width").asInt(),
                        one.path("height").asInt())
                : one.path("path").asText())
        .collect(joining(", "));
  }

  private static List<String> streams(Recording recording) {
    return recording.streamIds().stream().map(stream -> stream.value()).toList();
  }
}
