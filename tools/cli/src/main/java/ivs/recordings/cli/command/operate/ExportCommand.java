package ivs.recordings.cli.command.operate;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.api.ApiClient.Answer;
import ivs.recordings.cli.api.ApiCommand;
import ivs.recordings.cli.concurrent.PollBackoff;
import ivs.recordings.cli.explain.RecordingLookup;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.model.media.MediaJobKind;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks the HTTP API for one MP4 of a recording, or for another job of it.
@Command(
    name = "export",
    descriptionHeading = "%n",
    description = {
      "Makes one MP4 of a recording, by copying it: nothing is encoded.",
      "",
      "A job does it, and goes on without this command. Asking twice makes nothing twice; a job"
          + " that failed is tried once more.",
      "",
      "The jobs of an upload begin by themselves: remux makes it seekable, thumbnails takes its"
          + " images. With --kind one of them that failed is tried once more."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings export uxa0OrtRP8Rs",
      "  ./recordings export uxa0OrtRP8Rs --wait",
      "  ./recordings export upload:4f1c2d --kind remux",
      "  ./recordings export uxa0OrtRP8Rs --stack prod --token \"$TOKEN\""
    })
public final class ExportCommand extends ApiCommand {
  /// As long as a job may take with its attempts.
  private static final Duration WAIT = Duration.ofHours(12);

  @Parameters(paramLabel = "ID", description = "The recording's id. A ~ stands for a slash.")
  private String id = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "MP4",
      description = "What the job makes, one of these: ${COMPLETION-CANDIDATES}.")
  private MediaJobKind kind = MediaJobKind.MP4;

  @Option(names = "--wait", description = "Show how far it is, and end when it is done.")
  private boolean wait;

  public ExportCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    super.check(chosen);
    if (RecordingLookup.name(id).isBlank()) {
      throw new CommandException(ExitCode.USAGE, "the id is blank");
    }
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var path = ApiClient.path("/v1/recordings", RecordingLookup.name(id));
    var asked = client.post(path + "/exports", JsonOutput.object().put("kind", kind.word()));
    if (!asked.isOk()) {
      throw refusal(asked);
    }
    return told(wait ? ended(client, path, asked.json()) : asked.json());
  }

  /// Asks until the job is over; it ends with the job, which has a time limit of its own.
  private JsonNode ended(ApiClient client, String path, JsonNode begun)
      throws IOException, InterruptedException {
    var job = begun;
    var backoff = new PollBackoff();
    var until = System.nanoTime() + WAIT.toNanos();
    try (var bar = new ProgressBar(shell(), "export")) {
      while (!isOver(job) && System.nanoTime() < until) {
        var progress = job.path("progress").asInt();
        bar.at(progress / 100.0, "%s, %d %%".formatted(state(job), progress));
        backoff.pause();
        job = current(client.get(path + "/jobs"), job);
      }
    }
    return job;
  }

  private static JsonNode current(Answer answer, JsonNode known) {
    if (!answer.isOk()) {
      throw ApiClient.refused(answer);
    }
    for (var job : answer.json().path("items")) {
      if (job.path("kind").equals(known.path("kind"))
          && job.path("mediaVersion").equals(known.path("mediaVersion"))) {
        return job;
      }
    }
    return known;
  }

  private static boolean isOver(JsonNode job) {
    return state(job).equals("SUCCEEDED") || state(job).equals("FAILED");
  }

  private static String state(JsonNode job) {
    return DisplayText.line(job.path("state").asText());
  }

  private ExitCode told(JsonNode job) {
    say(job, sentence(RecordingLookup.name(id), job));
    return state(job).equals("FAILED") ? ExitCode.DIFFERENT : ExitCode.OK;
  }

  private String sentence(String name, JsonNode job) {
    var call = "export " + name + (kind == MediaJobKind.MP4 ? "" : " --kind " + kind.word());
    return switch (state(job)) {
      case "SUCCEEDED" ->
          kind == MediaJobKind.MP4
              ? "the MP4 of %s is made; '%s' prints its address"
                  .formatted(name, calls().line("playback %s --download".formatted(name)))
              : "the %s of %s is done".formatted(kind.word(), name);
      case "FAILED" ->
          "the %s of %s failed: %s; '%s' tries once more"
              .formatted(
                  noun(),
                  name,
                  job.path("error").path("message").asText("no reason is known"),
                  calls().line(call));
      default ->
          "the %s of %s is %s, %d %%; '%s' waits for it"
              .formatted(
                  noun(),
                  name,
                  state(job),
                  job.path("progress").asInt(),
                  calls().line(call + " --wait"));
    };
  }

  private String noun() {
    return kind == MediaJobKind.MP4 ? "export" : kind.word();
  }

  private CommandException refusal(Answer answer) {
    var name = RecordingLookup.name(id);
    return answer.status() == 409
        ? new CommandException(
            ExitCode.DIFFERENT,
            "the %s of %s cannot begin: %s".formatted(noun(), name, answer.why()))
        : refusal(answer, "recording " + name, "list");
  }
}
