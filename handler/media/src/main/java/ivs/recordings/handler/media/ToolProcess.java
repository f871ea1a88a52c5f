package ivs.recordings.handler.media;

import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.ResultCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Runs FFmpeg or ffprobe, one process at a time, without a shell and without the environment of
/// this process. Its output is read while it runs and bounded; it is killed when the time of the
/// run is over, or by [#stop].
final class ToolProcess {
  /// What it says of an error is a few lines.
  private static final int MOST_ERROR_BYTES = 16 * 1024;

  /// A line of progress or of a packet is shorter.
  private static final int LONGEST_LINE = 64 * 1024;

  private static final int SHOWN = 300;

  private final Path folder;
  private final RunBudget budget;
  private volatile Optional<Process> running = Optional.empty();

  /// @param folder that it runs in
  /// @param budget of all processes together
  ToolProcess(Path folder, RunBudget budget) {
    this.folder = folder;
    this.budget = budget;
  }

  /// Writes to the standard input of a process.
  interface Feed {
    void write(OutputStream input) throws IOException;
  }

  static final Feed NOTHING = _ -> {};

  /// Runs a process to its end.
  ///
  /// @param program its path or name
  /// @param feed runs on this thread
  /// @param lines takes each line of its standard output, on another thread
  /// @throws FailedJobException unless it ends by itself, in time and without an error
  void run(String program, List<String> arguments, Feed feed, Consumer<String> lines) {
    var command = new ArrayList<String>(arguments.size() + 1);
    command.add(program);
    command.addAll(arguments);
    var process = started(command);
    var isLate = new AtomicBoolean();
    var timer = Thread.ofVirtual().start(() -> killLate(process, isLate));
    var error = new String[] {""};
    var errorReader = Thread.ofVirtual().start(() -> error[0] = firstBytes(process));
    var lineReader = Thread.ofVirtual().start(() -> eachLine(process, lines));
    try {
      fed(process, feed);
      var exit = process.waitFor();
      lineReader.join();
      errorReader.join();
      if (isLate.get()) {
        throw new FailedJobException(MediaJobFault.TIMED_OUT);
      }
      budget.check();
      ResultCheck.ofExit(exit)
          .ifPresent(fault -> {
            throw new FailedJobException(fault, "exit code " + exit + " " + shown(error[0]));
          });
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FailedJobException(MediaJobFault.INTERRUPTED);
    } finally {
      process.destroyForcibly();
      timer.interrupt();
      running = Optional.empty();
    }
  }

  /// Kills what runs, and refuses what would be begun.
  void stop() {
    budget.stop();
    running.ifPresent(Process::destroyForcibly);
  }

  private Process started(List<String> command) {
    budget.check();
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    // It needs no credentials, and what FFmpeg does must not depend on a variable.
    var path = Optional.ofNullable(builder.environment().get("PATH"));
    builder.environment().clear();
    path.ifPresent(value -> builder.environment().put("PATH", value));
    try {
      var process = builder.start();
      running = Optional.of(process);
      if (budget.isOver()) {
        process.destroyForcibly();
      }
      return process;
    } catch (IOException missing) {
      throw new FailedJobException(MediaJobFault.TOOL_FAILED, "it cannot be started");
    }
  }

  private void killLate(Process process, AtomicBoolean isLate) {
    try {
      if (!process.waitFor(budget.left())) {
        isLate.set(true);
        process.destroyForcibly();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /// A process that ends early closes its end of the pipe; its exit code says why.
  private static void fed(Process process, Feed feed) {
    try (var input = process.getOutputStream()) {
      feed.write(new PipeOutput(input));
    } catch (ClosedPipeException ended) {
      // Judged by its exit code.
    } catch (IOException unreadable) {
      process.destroyForcibly();
      throw new FailedJobException(MediaJobFault.INPUT_MISSING, "reading was interrupted");
    }
  }

  private static String firstBytes(Process process) {
    try (var error = process.getErrorStream()) {
      var text = new String(error.readNBytes(MOST_ERROR_BYTES), StandardCharsets.UTF_8);
      drain(error);
      return text;
    } catch (IOException closed) {
      return "";
    }
  }

  private static void drain(InputStream stream) throws IOException {
    var buffer = new byte[MOST_ERROR_BYTES];
    while (stream.read(buffer) >= 0) {
      // What it says at length is not kept.
    }
  }

  private static void eachLine(Process process, Consumer<String> lines) {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      var line = new StringBuilder();
      for (int next = reader.read(); next >= 0; next = reader.read()) {
        if (next == '\n') {
          lines.accept(line.toString());
          line.setLength(0);
        } else if (line.length() < LONGEST_LINE) {
          line.append((char) next);
        }
      }
    } catch (IOException closed) {
      // The process was killed.
    }
  }

  /// The first line, without names of files.
  private static String shown(String error) {
    return error
        .lines()
        .map(line -> line.replaceAll("\\[[^\\]]*@ 0x[0-9a-f]+\\]", "").strip())
        .findFirst()
        .map(line -> line.substring(0, Math.min(SHOWN, line.length())))
        .orElse("");
  }

  /// The process has closed its end.
  private static final class ClosedPipeException extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedPipeException(IOException cause) {
      super(cause);
    }
  }

  /// Tells errors of writing from those of what is read meanwhile.
  private static final class PipeOutput extends OutputStream {
    private final OutputStream pipe;

    PipeOutput(OutputStream pipe) {
      this.pipe = pipe;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        pipe.write(bytes, from, length);
      } catch (IOException closed) {
        throw new ClosedPipeException(closed);
      }
    }
  }
}
