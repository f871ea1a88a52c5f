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
  private static final String C1 = "-XX:TieredStopAtLevel=1";
  private static final int TRAINING = 20;

  /// What a bare client of DynamoDB on CRT loads.
  private static final List<String> SDK_JARS =
      List.of(
          "annotations-2",
          "auth-2",
          "aws-core-2",
          "aws-crt-",
          "aws-json-protocol-2",
          "checksums-",
          "crt-core-2",
          "dynamodb-2",
          "endpoints-spi-2",
          "eventstream-",
          "http-auth-",
          "http-client-spi-2",
          "identity-spi-2",
          "json-utils-2",
          "metrics-spi-2",
          "profiles-2",
          "protocol-core-2",
          "reactive-streams-",
          "regions-2",
          "retries-",
          "sdk-core-2",
          "slf4j-api-",
          "third-party-jackson-core-2",
          "utils-");

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
    var cds = work.resolve(candidate.name() + ".jsa");
    train(candidate, "-XX:ArchiveClassesAtExit=" + cds);
    var lines = new ArrayList<Line>();
    lines.add(measure(candidate, "default", List.of()));
    lines.add(measure(candidate, "C1", List.of(C1)));
    lines.add(measure(candidate, "AppCDS, C1", List.of(C1, "-XX:SharedArchiveFile=" + cds)));
    return lines;
  }

  private void train(Candidate candidate, String flag) throws Exception {
    stub.begin();
    var process = candidate.start(stub, List.of(flag), Map.of(), log());
    for (int n = 0; n < TRAINING; n++) {
      stub.hand(Samples.batch(n, 1 + n % 10));
      stub.awaitAnswer();
    }
    process.destroy();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException("no cache within two minutes: " + Files.readString(log()));
    }
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

  /// From the start of a JVM that does nothing but one update with the SDK.
  Line bareClient(Candidate candidate) throws Exception {
    return floor(
        stub::awaitCall,
        () ->
            candidate.startOther(
                stub,
                List.of(C1),
                SDK_JARS,
                List.of(BareClient.class.getName(), "http://" + stub.address()),
                log()));
  }

  /// From the start of a JVM to the answer of a function that does nothing at all.
  Line runtimeAlone(Candidate candidate) throws Exception {
    return floor(
        stub::awaitAnswer,
        () -> {
          stub.hand(Samples.batch(0, 1));
          return candidate.startOther(
              stub,
              List.of(C1),
              Candidate.CLIENT_JARS,
              List.of(Candidate.RUNTIME, IdleFunction.class.getName()),
              log());
        });
  }

  private interface Moment {
    long await() throws InterruptedException;
  }

  private interface Start {
    Process process() throws IOException;
  }

  private Line floor(Moment end, Start start) throws Exception {
    var wall = new ArrayList<Double>();
    var cpu = new ArrayList<Double>();
    for (int run = 0; run < runs; run++) {
      stub.begin();
      var began = System.nanoTime();
      var process = start.process();
      wall.add((end.await() - began) / 1e6);
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
