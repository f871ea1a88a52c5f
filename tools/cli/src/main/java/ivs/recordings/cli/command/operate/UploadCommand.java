package ivs.recordings.cli.command.operate;

import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.api.ApiCommand;
import ivs.recordings.cli.api.LocalToken;
import ivs.recordings.cli.concurrent.PollBackoff;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.cli.upload.Destination;
import ivs.recordings.cli.upload.FileUpload;
import ivs.recordings.cli.upload.RetryPause;
import ivs.recordings.cli.upload.UploadMemory;
import ivs.recordings.cli.upload.VideoFile;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Brings a file in through the HTTP API.
@Command(
    name = "upload",
    descriptionHeading = "%n",
    description = {
      "Uploads a video (.mp4, .webm or .mov) and prints the id of the recording that it becomes.",
      "",
      "The file is sent in parts. A lost connection is tried again; what was broken off, also by"
          + " Ctrl-C, goes on with the missing parts when the same command is run again within seven"
          + " days. The file itself stays as it is."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings upload call.webm --subject anna --room abc123",
      "  ./recordings upload stream.mp4 --subject anna --wait --json",
      "  ./recordings upload call.webm --stack prod --token \"$TOKEN\""
    })
public final class UploadCommand extends ApiCommand {
  /// The queue and the check of the object take seconds; the reconciler repeats both in minutes.
  private static final Duration TO_BECOME_AVAILABLE = Duration.ofMinutes(20);

  private static final double MEGABYTE = 1_000_000;

  @Parameters(paramLabel = "FILE", description = "The video.")
  private String file = "";

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      defaultValue = NULL_VALUE,
      description = "The room of a call that it is a recording of.")
  private Optional<String> room = Optional.empty();

  @Option(
      names = "--stream",
      paramLabel = "ID",
      defaultValue = NULL_VALUE,
      description = "The stream that it is a recording of, instead of a room.")
  private Optional<StreamId> stream = Optional.empty();

  @Option(
      names = "--subject",
      paramLabel = "PROFILE",
      defaultValue = NULL_VALUE,
      description =
          "Whose recording it becomes, on the embedded system; on AWS the token says it, and an"
              + " operator's uploads nothing.")
  private Optional<ProfileId> subject = Optional.empty();

  @Option(
      names = "--wait",
      description = "Return when the recording can be played, or with exit code 1 if it cannot.")
  private boolean wait;

  public UploadCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    super.check(chosen);
    if (room.isPresent() && stream.isPresent()) {
      throw usage("give either --room or --stream, not both");
    }
    if (subject.isPresent() && hasToken()) {
      throw usage("give either --subject or --token, not both: a token names its owner itself");
    }
    if (subject.isEmpty() && !hasToken()) {
      throw usage("upload needs --subject PROFILE, whose recording it becomes, or --token");
    }
    VideoFile.of(file); // Refused before anything is asked for.
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  @Override
  protected LocalToken localToken(Target target) {
    return LocalToken.sign(target, subject.orElseThrow(), Optional.empty(), LONGEST_RUN);
  }

  @Override
  protected ExitCode ask(ApiClient api) throws InterruptedException {
    var video = VideoFile.of(file);
    var destination = new Destination(subject, room, stream);
    var memory = UploadMemory.of(shell(), api.address(), video, destination);
    var uploaded = upload(api, video, destination, memory);
    if (!isJson()) {
      shell().out().println(DisplayText.line(uploaded.recordingId()));
    }
    var isAvailable = !wait || isAvailable(api, uploaded.recordingId());
    if (isJson()) {
      json(
          JsonOutput.object()
              .put("recordingId", uploaded.recordingId())
              .put("size", uploaded.size())
              .put("parts", uploaded.parts()));
    }
    return isAvailable ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private FileUpload.Uploaded upload(
      ApiClient api, VideoFile video, Destination destination, UploadMemory memory)
      throws InterruptedException {
    try (var bar = new ProgressBar(shell(), "uploading");
        var shown = new Shown(bar)) {
      var upload =
          new FileUpload(api, api.http(), RetryPause.USUAL, video, destination, memory, shown);
      try {
        return upload.run();
      } catch (CommandException failed) {
        throw upload.isRemembered() && failed.exitCode() != ExitCode.BAD_INPUT
            ? new CommandException(
                failed.exitCode(),
                failed.getMessage() + "; the same command goes on with what is missing",
                failed)
            : failed;
      }
    }
  }

  /// What a person sees of an upload.
  private final class Shown implements FileUpload.Progress, AutoCloseable {
    private final ProgressBar bar;
    private final InterruptHandler interruption;
    private volatile String words = "nothing was sent";

    private Shown(ProgressBar bar) {
      this.bar = bar;
      this.interruption = InterruptHandler.then(this::stopped);
    }

    @Override
    public void at(long done, long all) {
      interruption.waitIfItHappened();
      words = String.format(Locale.ROOT, "%,.1f of %,.1f MB", done / MEGABYTE, all / MEGABYTE);
      if (all >= MEGABYTE) {
        bar.at((double) done / all, words);
      }
    }

    @Override
    public void goesOn(int arrived, int all) {
      shell()
          .err()
          .printf("an upload of before goes on: %,d of %,d parts have arrived%n", arrived, all);
    }

    private void stopped() {
      bar.clear();
      shell()
          .err()
          .printf("recordings: stopped at %s; the same command goes on with the rest%n", words);
      shell().err().flush();
    }

    @Override
    public void close() {
      interruption.close();
    }
  }

  private boolean isAvailable(ApiClient api, String id) throws InterruptedException {
    var until = Instant.now().plus(TO_BECOME_AVAILABLE);
    var polls = new PollBackoff();
    while (Instant.now().isBefore(until)) {
      try {
        var answer = api.get(ApiClient.path("/v1/recordings", id));
        var status = answer.json().path("status").asText();
        if (status.equals("AVAILABLE")) {
          return true;
        }
        if (status.equals("FAILED")) {
          var error = answer.json().path("error");
          shell()
              .err()
              .println(
                  DisplayText.line(
                      "recordings: the recording cannot be played: %s (%s)"
                          .formatted(error.path("message").asText(), error.path("code").asText())));
          return false;
        }
        if (answer.status() >= 400 && answer.status() < 500) {
          throw ApiClient.refused(answer);
        }
      } catch (IOException silence) {
        // As long as there is time it may answer again.
      }
      polls.pause();
    }
    throw new CommandException(
        ExitCode.UNAVAILABLE,
        "%s has arrived, and cannot be played after %d minutes: '%s' says why"
            .formatted(id, TO_BECOME_AVAILABLE.toMinutes(), calls().line("explain " + id)));
  }
}
