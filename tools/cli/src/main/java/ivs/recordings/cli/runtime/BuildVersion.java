package ivs.recordings.cli.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What `--version` says.
public final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"recordings %s (Java %s)".formatted(text(), Runtime.version())};
  }

  /// The version alone.
  public static String text() {
    var built = new Properties();
    try (var file = BuildVersion.class.getResourceAsStream("/recordings.properties")) {
      built.load(Optional.ofNullable(file).orElseThrow());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return built.getProperty("version");
  }
}
