package ivs.recordings.local.lambda;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import ivs.recordings.local.lifecycle.CannotStartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Where the function's standard output goes. Lambda sends it to CloudWatch Logs; here it goes to a
/// file, so that the words of the program around it stay readable. What the function's threads
/// write to `System.out` and `System.err` is the function's, the rest passes through. Wherever it
/// goes, a listener may read its lines.
public final class FunctionOutput implements AutoCloseable {
  /// Threads that the function starts inherit it.
  private static final InheritableThreadLocal<PrintStream> CURRENT = new InheritableThreadLocal<>();

  private static final PrintStream USUAL = System.out;

  static {
    System.setOut(new PrintStream(new Routed(System.out), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(new Routed(System.err), true, StandardCharsets.UTF_8));
  }

  private final Lines lines;
  private final PrintStream log;
  private final boolean ours;

  private FunctionOutput(OutputStream log, boolean ours) {
    this.lines = new Lines(log);
    this.log = new PrintStream(lines, true, StandardCharsets.UTF_8);
    this.ours = ours;
  }

  public static FunctionOutput to(Path file) {
    try {
      return new FunctionOutput(Files.newOutputStream(file, CREATE, APPEND), true);
    } catch (IOException unwritable) {
      throw new CannotStartException(
          "the function's log %s can't be written: make it writable".formatted(file), unwritable);
    }
  }

  static FunctionOutput discarded() {
    return new FunctionOutput(OutputStream.nullOutputStream(), true);
  }

  /// Among the output of the program.
  public static FunctionOutput shown() {
    return new FunctionOutput(USUAL, false);
  }

  /// Passes every line from now on to a listener.
  public FunctionOutput heardBy(Consumer<String> hearer) {
    lines.hearer = hearer;
    return this;
  }

  /// Adds a line of another process.
  public void print(String line) {
    log.println(line);
  }

  <T> T of(Callable<T> function) throws Exception {
    CURRENT.set(log);
    try {
      return function.call();
    } finally {
      CURRENT.remove();
    }
  }

  @Override
  public void close() {
    if (ours) {
      log.close();
    }
  }

  /// Hands everything on as it comes, and tells each line once it is whole. The stream before it
  /// lets one thread write at a time, and what logs writes whole lines.
  private static final class Lines extends OutputStream {
    /// No line of ours is longer; what follows of a longer one is not listened to.
    private static final int LONGEST = 256 << 10;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final OutputStream target;
    private volatile Consumer<String> hearer = _ -> {};

    Lines(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
      target.write(b);
      hear((byte) b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      target.write(bytes, from, length);
      for (var i = from; i < from + length; i++) {
        hear(bytes[i]);
      }
    }

    private void hear(byte b) {
      if (b == '\n') {
        hearer.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
        line.reset();
      } else if (line.size() < LONGEST) {
        line.write(b);
      }
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }

  private static final class Routed extends OutputStream {
    private final PrintStream usual;

    Routed(PrintStream usual) {
      this.usual = usual;
    }

    private PrintStream target() {
      var function = CURRENT.get();
      return function == null ? usual : function;
    }

    @Override
    public void write(int b) {
      target().write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      target().write(bytes, from, length);
    }

    @Override
    public void flush() {
      target().flush();
    }
  }
}
