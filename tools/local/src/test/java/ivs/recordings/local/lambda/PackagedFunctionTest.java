package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.lambda.probe.ProbeFunction;
import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.FunctionDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackagedFunctionTest {
  private static final URI ENDPOINT = URI.create("http://127.0.0.1:4566");
  private static final MetricRecorder MONITORING = new MetricRecorder(Clock.systemUTC());

  @TempDir private Path folder;

  private final CloseableStack running = new CloseableStack();

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void itRunsTheArtifactAndNotOurClasses() throws Exception {
    var probe = load(Map.of());

    assertThat(ask(probe, ProbeFunction.class.getName())).isEqualTo("its own");
    assertThat(ask(probe, "class loader")).contains("FunctionClassLoader");
    assertThat(ask(probe, EmbeddedSystem.class.getName())).isEqualTo("absent");
    assertThat(ask(probe, "software.amazon.awssdk.services.dynamodb.DynamoDbClient"))
        .isEqualTo("absent");
    assertThat(ask(probe, "in-a/library.txt")).isEqualTo("present");
    assertThat(ask(probe, SQSEvent.class.getName())).isEqualTo("shared");
    assertThat(ask(probe, "java.net.http.HttpClient")).isEqualTo("shared");
  }

  @Test
  void itLivesInTheTimeOfTheSystemAroundIt() throws Exception {
    var probe = load(Map.of());
    var before = Instant.now();

    assertThat(Instant.parse(ask(probe, "time"))).isBetween(before, Instant.now());
  }

  @Test
  void aDeploymentThatDoesNotStartFailsEveryCallUntilTheNext() throws Exception {
    var probe = load(Map.of());

    probe.deploy(Map.of("REFUSES", "1"));

    assertThatThrownBy(() -> ask(probe, "location")).isInstanceOf(CannotStartException.class);
    probe.deploy(Map.of("NAME", "again"));
    assertThat(ask(probe, "environment")).isEqualTo("{NAME=again}");
  }

  @Test
  void aFunctionThatMayNotRunIsThrottled() throws Exception {
    var probe = load(Map.of());

    probe.mayRun(false);

    assertThatThrownBy(() -> ask(probe, "location"))
        .isInstanceOf(PackagedFunction.ThrottledException.class);
    probe.mayRun(true);
    assertThat(ask(probe, "environment")).isEqualTo("{}");
  }

  @Test
  void itHasTheEnvironmentAndTheLimitsOfTheTemplate() throws Exception {
    var probe = load(Map.of("TABLE", "Recording"));

    assertThat(ask(probe, "environment")).isEqualTo("{TABLE=Recording}");
    assertThat(ask(probe, "context")).isEqualTo("Probe 512");
    assertThat(Integer.parseInt(ask(probe, "remaining time"))).isBetween(1, 30_000);
  }

  @Test
  void itsSdkFindsDynamoDbHere() throws Exception {
    load(Map.of());

    assertThat(System.getProperty("aws.endpointUrlDynamoDb")).isEqualTo(ENDPOINT.toString());
    assertThat(System.getProperty("aws.region")).isEqualTo("us-east-1");
  }

  @Test
  void whatItWritesToStandardOutputGoesToItsLogAndNowhereElse() throws Exception {
    var log = folder.resolve("probe.log");
    var output = running.add(FunctionOutput.to(log), FunctionOutput::close);
    var probe = load(Map.of(), output);

    ask(probe, "environment");
    System.out.println("not the probe's");

    assertThat(log)
        .content()
        .isEqualToNormalizingNewlines(
            """
            the probe starts
            the probe is called
            the probe logs
            """);
  }

  @Test
  void whatItThrowsIsInItsLogWithTheWholeStack() throws Exception {
    var log = folder.resolve("probe.log");
    var probe = load(Map.of(), running.add(FunctionOutput.to(log), FunctionOutput::close));

    assertThatThrownBy(() -> ask(probe, "failure")).hasMessage("the probe fails");

    assertThat(log).content().contains("the probe fails", "ProbeFunction.handleRequest(");
  }

  @Test
  void aStopLeavesNothingOnTheDisk() throws Exception {
    var location = Path.of(ask(load(Map.of()), "location"));
    assertThat(location).exists();

    running.close();

    assertThat(location).doesNotExist();
  }

  @Test
  void withoutAnArtifactItSaysHowToMakeOne() {
    var missing = function(folder.resolve("ingest.zip"), Map.of());

    assertThatThrownBy(() ->
            PackagedFunction.load(
                FunctionCode.load(missing.codeUri()),
                "Probe",
                missing,
                ENDPOINT,
                FunctionOutput.discarded(),
                MONITORING))
        .isInstanceOf(CannotStartException.class)
        .hasMessageEndingWith("ingest.zip is not there: run ./mvnw package first");
  }

  @Test
  void aFunctionThatRefusesToStartSaysWhyAndLeavesNothing() {
    var refusal =
        catchThrowableOfType(CannotStartException.class, () -> load(Map.of("REFUSES", "true")));

    assertThat(refusal).hasMessageContaining("REFUSES is set at /");
    var location = String.valueOf(refusal.getMessage()).replaceFirst(".* set at ", "");
    assertThat(Path.of(location)).doesNotExist();
  }

  private PackagedFunction load(Map<String, String> environment) throws Exception {
    return load(environment, FunctionOutput.discarded());
  }

  private PackagedFunction load(Map<String, String> environment, FunctionOutput output)
      throws Exception {
    var function = function(artifact(), environment);
    return running.add(
        PackagedFunction.load(
            FunctionCode.load(function.codeUri()), "Probe", function, ENDPOINT, output, MONITORING),
        PackagedFunction::stop);
  }

  private static FunctionDefinition function(Path artifact, Map<String, String> environment) {
    return new FunctionDefinition(
        ProbeFunction.class.getName(), artifact, Duration.ofSeconds(30), 512, environment);
  }

  /// Asks the probe what it sees.
  private static String ask(PackagedFunction probe, String question) throws Exception {
    var message = new SQSEvent.SQSMessage();
    message.setBody(question);
    var batch = new SQSEvent();
    batch.setRecords(List.of(message));
    return probe.invoke(batch).map(SQSBatchResponse::getBatchItemFailures).stream()
        .flatMap(List::stream)
        .map(BatchItemFailure::getItemIdentifier)
        .findFirst()
        .orElseThrow();
  }

  private Path artifact() throws IOException {
    return TestArtifact.of(
        ProbeFunction.class, folder.resolve("probe.zip"), Map.of("lib/library.jar", library()));
  }

  private static byte[] library() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var jar = new ZipOutputStream((OutputStream) bytes)) {
      jar.putNextEntry(new ZipEntry("in-a/library.txt"));
      jar.closeEntry();
    }
    return bytes.toByteArray();
  }
}
