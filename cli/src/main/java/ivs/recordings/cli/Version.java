package ivs.recordings.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What `--version` says.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"recordings %s (Java %s)".formatted(text(), Runtime.version())};
  }

  /// The version alone.
  static String text() {
    var built = new Properties();
    try (var file = Version.class.getResourceAsStream("/recordings.properties")) {
      built.load(Optional.ofNullable(file).orElseThrow());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return built.getProperty("version");
  }
}
