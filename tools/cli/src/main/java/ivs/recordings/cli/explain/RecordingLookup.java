package ivs.recordings.cli.explain;

import ivs.recordings.cli.parking.RelatedParkedEvent;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.ChannelFolder;
import ivs.recordings.model.reconcile.StageFolder;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.VersionedItem;
import java.util.Optional;

/// Finds a recording by each name that commands and S3 have for it.
public record RecordingLookup(Tables tables) {
  private static final String S3 = "s3://";
  private static final String STREAM = "st-";
  private static final String PARTICIPANT = "participant:";

  /// An id, or bucket and prefix, however it is written: as an S3 URI, with the slash of a folder
  /// at its end, or with `~` for each slash.
  public static String name(String typed) {
    var name = typed.strip().replace('~', '/');
    return (name.startsWith(S3) ? name.substring(S3.length()) : name).replaceFirst("/+$", "");
  }

  /// The stream of that name, where it is one.
  public static Optional<StreamId> stream(String name) {
    try {
      return Optional.of(name).filter(id -> id.startsWith(STREAM)).map(StreamId::new);
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  /// The row with this id, or of the files of this name.
  public Optional<VersionedItem<Recording>> find(String name) {
    return byId(name).or(() -> of(name));
  }

  /// The row with this id. What cannot be an id has none.
  public Optional<VersionedItem<Recording>> byId(String name) {
    try {
      return tables.recordings().find(new RecordingId(name).value());
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  /// The files of a participant are its id, and those of a composition name it. Any other row is
  /// found by its files if the channel or stage whose folder that is has a profile.
  private Optional<VersionedItem<Recording>> of(String files) {
    return byId(PARTICIPANT + files)
        .or(() ->
            StageFolder.compositionAt(files)
                .flatMap(id -> byId(id.value()))
                .filter(row -> isCalled(row.value(), files)))
        .or(() -> inFolder(files));
  }

  private Optional<VersionedItem<Recording>> inFolder(String files) {
    return files.contains("/")
        ? tables.profiles().all().rows().stream()
            .filter(profile -> isInFolderOf(profile, files))
            .map(Profile::profileId)
            .distinct()
            .flatMap(id -> tables.recordings().ofProfile(id, Integer.MAX_VALUE).rows().stream())
            .filter(row -> isCalled(row.value(), files))
            .findFirst()
        : Optional.empty();
  }

  private static boolean isInFolderOf(Profile profile, String files) {
    return ChannelFolder.of(profile.sourceArn())
        .map(folder -> "/ivs/v1/%s/%s/".formatted(folder.account(), folder.channelId()))
        .or(() -> StageFolder.of(profile.sourceArn()).map(folder -> "/" + folder.path()))
        .filter(("/" + files)::contains)
        .isPresent();
  }

  private static boolean isCalled(Recording row, String files) {
    return RelatedParkedEvent.name(row.location()).equals(files)
        || row.location().prefix().map(S3Prefix::value).equals(Optional.of(files));
  }
}
