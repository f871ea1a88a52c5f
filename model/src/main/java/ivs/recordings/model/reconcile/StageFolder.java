package ivs.recordings.model.reconcile;

import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParticipantId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Where IVS writes the recordings of a stage's participants: `<stage>/<session>/`, and below it a
/// folder for each participant and in that one for each of its recordings. None tells a time: the
/// name of the last has more than one documented form.
///
/// A composition records to `<x>/<composition>/<destination>/composite/`. What the first folder is
/// called is not documented: no composition is found by its stage.
public record StageFolder(String stageId) {
  private static final Pattern STAGE_ARN =
      Pattern.compile("arn:aws[a-z-]*:ivs:[a-z0-9-]+:[0-9]{12}:stage/([A-Za-z0-9-]{1,64})");
  private static final Pattern COMPOSITION =
      Pattern.compile("(?:[^/]+/)?[^/]+/([A-Za-z0-9_-]{1,128})/[^/]+/composite");

  /// Anyone who may write to the bucket may name a folder, and one odd name must not end a run.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  /// What lies in the folder of a recording, and in no folder of recordings.
  private static final Set<String> CONTENTS = Set.of("events", "media");

  /// Empty for a source that is no stage.
  public static Optional<StageFolder> of(SourceArn sourceArn) {
    var arn = STAGE_ARN.matcher(sourceArn.value());
    return arn.matches() ? Optional.of(new StageFolder(arn.group(1))) : Optional.empty();
  }

  /// What all recordings of the stage's participants lie in; it ends with a slash.
  public String path() {
    return stageId + "/";
  }

  /// The folder of the participants of a session; it ends with a slash.
  public String path(StreamId sessionId) {
    return path() + sessionId.value() + "/";
  }

  /// Who was recorded to a folder below this one; empty for a folder that IVS did not name.
  public Optional<ParticipantId> participant(S3Prefix prefix) {
    var path = prefix.value().split("/", -1);
    return path.length >= 3 && path[0].equals(stageId) && ID.matcher(path[2]).matches()
        ? Optional.of(new ParticipantId(path[2]))
        : Optional.empty();
  }

  /// Whether a folder that has these folders is that of a recording: IVS documents one sample
  /// without a timestamp.
  public static boolean isRecording(Iterable<String> folders) {
    for (var folder : folders) {
      if (CONTENTS.contains(folder)) {
        return true;
      }
    }
    return false;
  }

  /// The recording of a composition that has these files.
  ///
  /// @param place a prefix, with or without its bucket
  public static Optional<RecordingId> compositionAt(String place) {
    var composition = COMPOSITION.matcher(place);
    return composition.matches()
        ? Optional.of(RecordingId.ofComposition(new SessionId(composition.group(1))))
        : Optional.empty();
  }
}
