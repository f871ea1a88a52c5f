package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.template.FunctionDefinition;
import ivs.recordings.local.template.ProjectTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// What is deployed: how much of it, and nothing that is not called.
final class ArtifactTest {
  private static final int MOST_BYTES = 20_000_000;

  private final FunctionDefinition reconciler =
      ProjectTemplate.asDeployed().function("RecordingReconciler");
  private final FunctionDefinition readiness =
      ProjectTemplate.asDeployed().function("RecordingReadiness");
  private final FunctionDefinition handler =
      ProjectTemplate.asDeployed().function("RecordingStatusHandler");

  private final FunctionDefinition publisher =
      ProjectTemplate.asDeployed().function("RecordingEventPublisher");

  @Test
  void eachArtifactIsAtMostTwentyMegabytes() throws Exception {
    assertThat(Files.size(handler.codeUri())).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(Files.size(reconciler.codeUri())).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(Files.size(publisher.codeUri())).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(Files.size(readiness.codeUri())).isLessThanOrEqualTo(MOST_BYTES);
    for (var more : List.of("RecordingApi", "RecordingRetention")) {
      assertThat(Files.size(ProjectTemplate.withApi().function(more).codeUri()))
          .as(more)
          .isLessThanOrEqualTo(MOST_BYTES);
    }
    assertThat(Files.size(ProjectTemplate.ROOT.resolve("handler/media/target/media.zip")))
        .isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void aFunctionHasTheClientsThatItCallsAndNoOthers() throws Exception {
    assertThat(names(reconciler)).contains("s3", "ivs").doesNotContain("joda-time");
    assertThat(names(readiness)).contains("s3", "joda-time").doesNotContain("ivs", "ivsrealtime");
    assertThat(names(handler)).contains("log4j-core", "jackson-core").doesNotContain("s3", "ivs");
  }

  @Test
  void thePublisherHasNoClientButThatOfEventBridge() throws Exception {
    assertThat(names(publisher))
        .contains("eventbridge", "dynamodb", "aws-lambda-java-events-sdk-transformer")
        .doesNotContain("s3", "ivs", "ivsrealtime", "netty-nio-client", "apache-client");
  }

  @Test
  void theArtifactsHoldNoCodeOfTests() throws Exception {
    for (var function : List.of(reconciler, readiness)) {
      assertThat(names(function)).doesNotContain("DynamoDBLocal", "s3proxy", "junit-jupiter-api");
    }
  }

  @Test
  void nativeCodeIsThatOfLambdasProcessorsAndOfNothingElse() throws Exception {
    assertThat(jars(reconciler).stream().filter(jar -> jar.matches("lib/aws-crt-\\d.*")))
        .allMatch(jar -> jar.matches(".*linux-(aarch_64|x86_64)\\.jar"));
  }

  /// Without their versions.
  static Set<String> names(FunctionDefinition function) throws IOException {
    return jars(function).stream()
        .map(jar -> jar.replaceFirst("lib/", "").replaceFirst("-\\d.*", ""))
        .collect(Collectors.toSet());
  }

  private static List<String> jars(FunctionDefinition function) throws IOException {
    try (var zip = new ZipFile(function.codeUri().toFile())) {
      return zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".jar")).toList();
    }
  }
}
