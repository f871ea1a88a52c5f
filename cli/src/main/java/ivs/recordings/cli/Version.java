package ivs.recordings.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What `--version` says.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    var built = new Properties();
    try (var file = Version.class.getResourceAsStream("/recordings.properties")) {
      built.load(Optional.ofNullable(file).orElseThrow());
    }
    return new String[] {
      "recordings %s (Java %s)".formatted(built.getProperty("version"), Runtime.version())
    };
  }
}
