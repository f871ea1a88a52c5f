package ivs.recordings.model.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// What other systems are told of one version of a recording: a function of the row before and
/// after it, so that each derivation gives the same.
///
/// @param id the same for every delivery of it
public record DomainEvent(String id, Type type, RecordingImage image) {
  private static final int ID_BYTES = 16;

  /// What changed most, the first that applies.
  public enum Type {
    DELETED,
    AVAILABLE,
    FAILED,
    COMPLETED,
    STARTED,
    UPDATED;

    /// The detail type on the bus, such as `recording.available`.
    public String word() {
      return "recording." + name().toLowerCase(Locale.ROOT);
    }
  }

  /// Derives the event of a change.
  ///
  /// A row that is gone leads to none: only a row that another row has replaced is removed, or one
  /// whose deletion was told before. A row at the version that it had before leads to none either,
  /// because that version has had its event.
  ///
  /// @param before the row until now; empty where it is new, or where it cannot be read
  public static Optional<DomainEvent> between(
      Optional<RecordingImage> before, Optional<RecordingImage> after) {
    return after
        .filter(now -> before.filter(old -> old.version() >= now.version()).isEmpty())
        .map(now ->
            new DomainEvent(
                id(now.recording().recordingId(), now.version()),
                type(before.map(RecordingImage::recording), now.recording()),
                now));
  }

  /// The id of the event of one version of a recording.
  public static String id(RecordingId recordingId, long version) {
    var name = "%s:%d".formatted(recordingId.value(), version);
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }

  private static Type type(Optional<RecordingSummary> before, RecordingSummary now) {
    if (now.deletedAt().isPresent() && before.flatMap(RecordingSummary::deletedAt).isEmpty()) {
      return Type.DELETED;
    }
    if (now.availableAt().isPresent() && before.flatMap(RecordingSummary::availableAt).isEmpty()) {
      return Type.AVAILABLE;
    }
    return before.map(RecordingSummary::status).equals(Optional.of(now.status()))
        ? Type.UPDATED
        : became(now.status());
  }

  private static Type became(RecordingStatus status) {
    return switch (status) {
      case FAILED -> Type.FAILED;
      case COMPLETED -> Type.COMPLETED;
      case STARTED -> Type.STARTED;
    };
  }

  /// When the version was written.
  public Instant timestamp() {
    return image.updatedAt();
  }

  public RecordingSummary recording() {
    return image.recording();
  }

  /// The status that a client saw at that moment.
  public ClientStatus status() {
    return recording().clientStatus(timestamp());
  }
}
