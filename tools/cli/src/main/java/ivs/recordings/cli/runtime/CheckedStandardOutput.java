package ivs.recordings.cli.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;

/// Standard output, which remembers what could not be written: a table sent into a file fails when
/// the disk is full, and a reader of only its head gets no message.
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
