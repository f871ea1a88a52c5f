package ivs.recordings.model.event;

import ivs.recordings.model.recording.ProfileId;
import java.util.Optional;

/// The ARN of what a profile is linked to: an IVS channel, which is the `resources[0]` of its
/// events, or an IVS stage.
///
/// The grammar of ARNs is not checked: IVS's own documentation shows values that break it. An ARN
/// that is not linked has no [Profile].
public record SourceArn(String value) {
  /// It is a key, and part of one: those hold 2,048 bytes, and a character takes up to three. One
  /// key that is too long fails the read of a whole batch.
  private static final int LONGEST = 600;

  private static final String STAGE = ":stage/";
  private static final String USER = "upload:user/";

  public SourceArn {
    SafeText.printable("source ARN", value, LONGEST);
  }

  /// Of what a person brings in: uploads, and the streams that apps start by the API.
  public static SourceArn ofUser(ProfileId profileId) {
    return new SourceArn(USER + profileId.value());
  }

  /// Whether no event of IVS can come of it.
  public boolean isUser() {
    return value.startsWith(USER);
  }

  /// Whether it is what S3 names as the resource of an event.
  public boolean isBucket() {
    return value.startsWith("arn:") && value.contains(":s3:::");
  }

  public boolean isStage() {
    return value.contains(STAGE);
  }

  /// What it is, in the word that people use.
  public String noun() {
    return isStage() ? "stage" : "channel";
  }

  /// The ARN of a composition of this stage, which IVS has in the same account and region; empty
  /// for what is no stage.
  public Optional<String> ofComposition(SessionId compositionId) {
    var stage = value.indexOf(STAGE);
    return stage < 0
        ? Optional.empty()
        : Optional.of(value.substring(0, stage) + ":composition/" + compositionId.value());
  }
}
