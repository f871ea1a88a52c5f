package ivs.recordings.cli.command.query;

import static java.util.Comparator.comparing;
import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.RecordingFormat;
import ivs.recordings.cli.option.LimitOption;
import ivs.recordings.cli.option.ProfileOption;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.Legible;
import ivs.recordings.store.item.VersionedItem;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows recordings, newest first.
@Command(
    name = "list",
    descriptionHeading = "%n",
    description = {
      "Lists recordings, newest first.",
      "",
      "Those of a profile, of a stream or in a status. Without a filter it shows what it finds"
          + " first, which is for a look around; name a profile to see its newest."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings list --profile ada --status COMPLETED",
      "  ./recordings list --json --limit 1000 > recordings.json"
    })
public final class ListCommand extends AwsCommand {
  private static final Comparator<VersionedItem<Recording>> NEWEST_FIRST =
      comparing((VersionedItem<Recording> row) -> row.value().recordedAt())
          .reversed()
          .thenComparing(row -> row.value().id().value());

  /// How much more is read when a filter has left too little of what was read before.
  private static final int GROWTH = 8;

  @Mixin private ProfileOption profile = new ProfileOption();

  @Option(
      names = "--stream",
      paramLabel = "ID",
      defaultValue = NULL_VALUE,
      description = "Only recordings that this stream is part of.")
  private Optional<StreamId> stream = Optional.empty();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      defaultValue = NULL_VALUE,
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private Optional<RecordingStatus> status = Optional.empty();

  @Mixin private LimitOption limit = new LimitOption();
  @Mixin private OutputOptions output = new OutputOptions();

  public ListCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    int most = limit.rows();
    var found = found(target.tables().recordings(), most);
    var rows =
        found.rows().stream().filter(this::isWanted).sorted(NEWEST_FIRST).limit(most).toList();
    output.rows(shell(), new RecordingFormat(shell()), rows);
    if (isUnfiltered() && rows.size() == most) {
      shell()
          .err()
          .printf("any %,d of them; --profile shows the newest of one, --limit more%n", most);
    } else {
      limit.hint(shell(), rows.size());
    }
    return sayCorrupt(found.corruptItems());
  }

  /// The narrowest question that the table answers.
  private Legible<VersionedItem<Recording>> found(RecordingTable table, int most) {
    if (stream.isPresent()) {
      return new Legible<>(table.ofStream(stream.get()), List.of());
    }
    if (profile.id().isPresent()) {
      var whose = profile.id().get();
      return enough(most, asked -> table.ofProfile(whose, asked));
    }
    if (status.filter(RecordingStatus.STARTED::equals).isPresent()) {
      return table.openSinceBefore(Instant.parse("9999-12-31T23:59:59Z"), Integer.MAX_VALUE);
    }
    return enough(most, table::some);
  }

  /// Reads more and more until so many are wanted ones, or there are no more.
  private Legible<VersionedItem<Recording>> enough(
      int most, IntFunction<Legible<VersionedItem<Recording>>> read) {
    for (int asked = most; ; asked = Math.clamp((long) asked * GROWTH, 1, Integer.MAX_VALUE)) {
      var rows = read.apply(asked);
      if (rows.rows().size() + rows.corrupt() < asked
          || rows.rows().stream().filter(this::isWanted).count() >= most) {
        return rows;
      }
    }
  }

  private boolean isUnfiltered() {
    return profile.id().isEmpty() && stream.isEmpty() && status.isEmpty();
  }

  private boolean isWanted(VersionedItem<Recording> row) {
    Predicate<ProfileId> sameProfile = row.value().profileId()::equals;
    Predicate<RecordingStatus> sameStatus = row.value().status()::equals;
    return profile.id().stream().allMatch(sameProfile) && status.stream().allMatch(sameStatus);
  }
}
