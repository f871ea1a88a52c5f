package ivs.recordings.local;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// Where the function's standard output goes. Lambda sends it to CloudWatch Logs; here it goes to a
/// file, so that the words of the program around it stay readable. What the function's threads
/// write to `System.out` and `System.err` is the function's, the rest passes through.
final class FunctionOutput implements AutoCloseable {
  /// Threads that the function starts inherit it.
  private static final InheritableThreadLocal<PrintStream> CURRENT = new InheritableThreadLocal<>();

  private static final PrintStream USUAL = System.out;

  static {
    System.setOut(new PrintStream(new Routed(System.out), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(new Routed(System.err), true, StandardCharsets.UTF_8));
  }

  private final PrintStream log;
  private final boolean ours;

  private FunctionOutput(PrintStream log, boolean ours) {
    this.log = log;
    this.ours = ours;
  }

  static FunctionOutput to(Path file) {
    try {
      return new FunctionOutput(
          new PrintStream(
              Files.newOutputStream(file, CREATE, APPEND), true, StandardCharsets.UTF_8),
          true);
    } catch (IOException unwritable) {
      throw new CannotStart(
          "the function's log %s can't be written: make it writable".formatted(file), unwritable);
    }
  }

  static FunctionOutput discarded() {
    return new FunctionOutput(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), true);
  }

  /// Among the words of the program, for somebody who wants to see it all.
  static FunctionOutput shown() {
    return new FunctionOutput(USUAL, false);
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
