package ivs.recordings.model.reconcile;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where IVS writes the recordings of a stage's participants: `<stage>/<session>/`, and below it a
/// folder for each participant and in that one for each of its recordings. None tells a time. A
/// composition lies elsewhere, below a word that nothing tells.
public record StageFolder(String stageId) {
  private static final Pattern STAGE_ARN =
      Pattern.compile("arn:aws[a-z-]*:ivs:[a-z0-9-]+:[0-9]{12}:stage/([A-Za-z0-9-]{1,64})");

  /// Empty for a source that is no stage.
  public static Optional<StageFolder> of(SourceArn sourceArn) {
    var arn = STAGE_ARN.matcher(sourceArn.value());
    return arn.matches() ? Optional.of(new StageFolder(arn.group(1))) : Optional.empty();
  }

  /// The folder of the participants of a session; it ends with a slash.
  public String path(StreamId sessionId) {
    return "%s/%s/".formatted(stageId, sessionId.value());
  }
}
