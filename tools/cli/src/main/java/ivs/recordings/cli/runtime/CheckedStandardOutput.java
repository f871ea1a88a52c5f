package ivs.recordings.cli.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;

/// Standard output, which remembers what could not be written: whoever sends a table into a file
/// must hear that the disk is full, and whoever reads only its head wants to hear nothing.
public final class CheckedStandardOutput extends FileOutputStream {
  private Optional<String> failure = Optional.empty();

  public CheckedStandardOutput(FileDescriptor descriptor) {
    super(descriptor);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      super.write(bytes, from, length);
    } catch (IOException lost) {
      failure = failure.or(() -> Optional.of(String.valueOf(lost.getMessage())));
      throw lost;
    }
  }

  /// Why not everything was written; empty also if the reader has gone.
  public Optional<String> failure() {
    return failure.filter(why -> !why.contains("Broken pipe"));
  }
}
