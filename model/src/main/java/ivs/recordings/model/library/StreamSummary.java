package ivs.recordings.model.library;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.upload.UploadKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the library shows of a stream.
///
/// @param statedDuration what the app that ended it says of the length of its media
/// @param isPublished whether the list of public streams has it
/// @param version the version of the row
public record StreamSummary(
    StreamSession session,
    StreamDescription description,
    long totalViews,
    long totalLikes,
    Optional<Duration> statedDuration,
    boolean isPublished,
    long version) {
  public StreamId id() {
    return session.streamId();
  }

  /// Where nothing is said of it, the stack's default holds for IVS channels, and nothing else is
  /// public.
  public Visibility visibility(Visibility ofChannels) {
    return description.visibility().orElse(Visibility.unlessSaid(session.sourceArn(), ofChannels));
  }

  /// The same stream with another description.
  public StreamSummary with(StreamDescription next) {
    return new StreamSummary(
        session, next, totalViews, totalLikes, statedDuration, isPublished, version);
  }

  /// Whether a list may have a stream of these recordings. Their own visibility is not asked: it
  /// changes without the stream, and readers ask it.
  public static boolean hasPlayable(List<RecordingSummary> recordings, Instant now) {
    return recordings.stream()
        .anyMatch(recording -> recording.clientStatus(now) == ClientStatus.AVAILABLE);
  }

  /// What the list of public streams sorts by.
  public Optional<Instant> publishedAt() {
    return session.startTime().or(session::endTime);
  }

  /// The newest of its recordings that anyone may play.
  public Optional<RecordingSummary> publicRecording(
      List<RecordingSummary> recordings, Visibility ofChannels, Instant now) {
    return recordings.stream()
        .filter(recording -> recording.clientStatus(now) == ClientStatus.AVAILABLE)
        .filter(recording -> isPublic(recording, ofChannels))
        .max(
            Comparator.comparing(RecordingSummary::recordedAt)
                .thenComparing(recording -> recording.recordingId().value()));
  }

  /// Whether anyone may see one of its recordings.
  public boolean isPublic(RecordingSummary recording, Visibility ofChannels) {
    return visibility(ofChannels) == Visibility.PUBLIC
        && recording.visibility().orElse(Visibility.PUBLIC) == Visibility.PUBLIC;
  }

  /// Whether it may be its thumbnail: one of its recordings has this poster, or it is the key of an
  /// object in the stream's own folder.
  public boolean mayShow(String thumbnail, List<RecordingSummary> recordings) {
    var folder = UploadKey.folder(id());
    return recordings.stream().anyMatch(recording -> recording.posters().contains(thumbnail))
        || (thumbnail.startsWith(folder)
            && thumbnail.length() > folder.length()
            && List.of(thumbnail.split("/", -1)).stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..")));
  }
}
