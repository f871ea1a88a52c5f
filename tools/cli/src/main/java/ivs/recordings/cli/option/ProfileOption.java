package ivs.recordings.cli.option;

import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.model.recording.ProfileId;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `--profile`: whose recordings alone are meant.
public final class ProfileOption {
  @Option(
      names = "--profile",
      paramLabel = "ID",
      defaultValue = NULL_VALUE,
      description = "Only recordings of this profile.")
  private Optional<ProfileId> id = Optional.empty();

  /// Empty where those of all are.
  public Optional<ProfileId> id() {
    return id;
  }
}
