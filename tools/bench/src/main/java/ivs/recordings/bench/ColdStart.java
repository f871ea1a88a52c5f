package ivs.recordings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// From the start of the JVM to the first stored event, in milliseconds, on one core; the event
/// waits from the beginning.
final class ColdStart {
  /// As template.yaml deploys the function, and as Lambda starts one without SnapStart.
  static final String C1 = "-XX:TieredStopAtLevel=1";

  private final Stub stub;
  private final Path work;
  private final int runs;

  ColdStart(Stub stub, Path work, int runs) {
    this.stub = stub;
    this.work = work;
    this.runs = runs;
  }

  /// One line of the table.
  ///
  /// @param cpu user and system time of the process until it is stopped; other load does not show
  ///   in it
  record Line(String flags, Spread wall, Spread cpu) {}

  List<Line> of(Candidate candidate) throws Exception {
    return List.of(measure(candidate, "default", List.of()), measure(candidate, "C1", List.of(C1)));
  }

  private Line measure(Candidate candidate, String name, List<String> flags) throws Exception {
    var wall = new ArrayList<Double>();
    var cpu = new ArrayList<Double>();
    for (int run = 0; run < runs; run++) {
      stub.begin();
      stub.hand(Samples.batch(run, 1));
      var began = System.nanoTime();
      var process = candidate.start(stub, flags, Map.of(), log());
      wall.add((stub.awaitAnswer() - began) / 1e6);
      cpu.add(cpuMillis(process));
      end(process);
    }
    return new Line(name, Spread.of(wall), Spread.of(cpu));
  }

  /// From the start of a JVM to the answer of a function that does nothing at all.
  Line runtimeAlone(Candidate candidate) throws Exception {
    var wall = new ArrayList<Double>();
    var cpu = new ArrayList<Double>();
    for (int run = 0; run < runs; run++) {
      stub.begin();
      stub.hand(Samples.batch(0, 1));
      var began = System.nanoTime();
      var process =
          candidate.startOther(
              stub,
              List.of(C1),
              Candidate.CLIENT_JARS,
              List.of(Candidate.RUNTIME, IdleFunction.class.getName()),
              log());
      wall.add((stub.awaitAnswer() - began) / 1e6);
      cpu.add(cpuMillis(process));
      end(process);
    }
    return new Line("C1", Spread.of(wall), Spread.of(cpu));
  }

  /// The first event after what SnapStart does: priming, snapshot, restore.
  Spread afterPriming(Candidate candidate, List<String> flags) throws Exception {
    var property = "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac";
    var all = new ArrayList<>(flags);
    all.add(property);
    var millis = new ArrayList<Double>();
    for (int run = 0; run < runs; run++) {
      stub.begin();
      var process =
          candidate.start(stub, all, Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"), log());
      stub.awaitCheckpoint();
      TimeUnit.MILLISECONDS.sleep(500);
      var began = System.nanoTime();
      stub.hand(Samples.batch(run, 1));
      millis.add((stub.awaitAnswer() - began) / 1e6);
      end(process);
    }
    return Spread.of(millis);
  }

  private static double cpuMillis(Process process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e6;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private Path log() throws IOException {
    return Files.createDirectories(work).resolve("function.log");
  }
}
