package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.recording.Profile;
import java.util.List;

/// How profiles look.
public record ProfileFormat() implements RowFormat<Profile> {
  @Override
  public String noun() {
    return "profile";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.shortenable("profile", 8),
        TextTable.Column.shortenable("name", 8),
        TextTable.Column.shortenable("channel", 8),
        TextTable.Column.shortenable("sourceArn", 24));
  }

  @Override
  public List<String> cells(Profile profile) {
    return List.of(
        profile.profileId().value(),
        profile.displayName().orElse(""),
        profile.channelName().orElse(""),
        profile.sourceArn().value());
  }

  @Override
  public ObjectNode json(Profile profile) {
    var json =
        JsonOutput.object()
            .put("sourceArn", profile.sourceArn().value())
            .put("profileId", profile.profileId().value());
    profile.channelName().ifPresent(name -> json.put("channelName", name));
    profile.displayName().ifPresent(name -> json.put("displayName", name));
    profile.username().ifPresent(name -> json.put("username", name));
    profile.image().ifPresent(address -> json.put("image", address));
    profile.defaultRetentionDays().ifPresent(days -> json.put("defaultRetentionDays", days));
    return json;
  }
}
