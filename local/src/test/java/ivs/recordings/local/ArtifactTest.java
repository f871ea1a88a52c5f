package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// What is deployed: how much of it, and nothing that no event needs.
final class ArtifactTest {
  private final Function handler = OurTemplate.asDeployed().function("RecordingStatusHandler");

  @Test
  void theHandlerIsAtMostTwelveMegabytes() throws Exception {
    assertThat(Files.size(handler.codeUri())).isLessThanOrEqualTo(12_000_000);
  }

  @Test
  void theHandlerHoldsNoClientItDoesNotCallAndNoSecondHttpClient() throws Exception {
    assertThat(jars())
        .anyMatch(jar -> jar.startsWith("lib/dynamodb-"))
        .noneMatch(jar -> jar.matches("lib/(s3|ivs-2|netty|apache|http(core|client4)|url-conn).*"))
        .noneMatch(jar -> jar.matches("lib/(jackson-databind|joda-time|aws-lambda-java-events).*"));
  }

  @Test
  void nativeCodeIsThatOfBothOfLambdasProcessorsAndOfNothingElse() throws Exception {
    assertThat(jars().stream().filter(jar -> jar.startsWith("lib/aws-crt-0")))
        .satisfiesExactlyInAnyOrder(
            arm -> assertThat(arm).endsWith("linux-aarch_64.jar"),
            x86 -> assertThat(x86).endsWith("linux-x86_64.jar"));
  }

  private List<String> jars() throws IOException {
    try (var zip = new ZipFile(handler.codeUri().toFile())) {
      return zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".jar")).toList();
    }
  }
}
