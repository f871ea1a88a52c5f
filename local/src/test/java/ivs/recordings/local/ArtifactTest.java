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
  private static final int ELF_AARCH64 = 183;

  private final Function reconciler = OurTemplate.asDeployed().function("RecordingReconciler");
  private final Function handler = OurTemplate.asDeployed().function("RecordingStatusHandler");

  @Test
  void theHandlerIsAtMostTwelveMegabytes() throws Exception {
    assertThat(Files.size(handler.codeUri())).isLessThanOrEqualTo(12_000_000);
  }

  @Test
  void theHandlerHoldsNoClientItDoesNotCallAndNoSecondHttpClient() throws Exception {
    assertThat(jars(handler).stream().map(jar -> jar.replaceFirst("-\\d.*", "")).distinct())
        .containsExactlyInAnyOrder(
            "lib/aws-crt",
            "lib/aws-lambda-java-core",
            "lib/aws-lambda-java-events",
            "lib/ivs-recordings-model",
            "lib/ivs-recordings-store",
            "lib/jackson-annotations",
            "lib/jackson-core",
            "lib/jackson-databind",
            "lib/joda-time",
            "lib/log4j-api",
            "lib/log4j-core",
            "lib/org-crac");
  }

  @Test
  void theReconcilerHasTheClientsOfS3AndIvsAndNoneOfDynamoDb() throws Exception {
    assertThat(jars(reconciler))
        .anyMatch(jar -> jar.startsWith("lib/s3-"))
        .anyMatch(jar -> jar.startsWith("lib/ivs-2"))
        .noneMatch(jar -> jar.matches("lib/(dynamodb|netty|apache|http(core|client4)|url-conn).*"));
  }

  @Test
  void nativeCodeIsThatOfBothOfLambdasProcessorsAndOfNothingElse() throws Exception {
    assertThat(jars(handler).stream().filter(jar -> jar.startsWith("lib/aws-crt-0")))
        .satisfiesExactlyInAnyOrder(
            arm -> assertThat(arm).endsWith("linux-aarch_64.jar"),
            x86 -> assertThat(x86).endsWith("linux-x86_64.jar"));
  }

  /// Lambda has `lib/` on its library path. A library of another processor would not be loaded, and
  /// the right one be unpacked from its jar, which takes a tenth of a cold start.
  @Test
  void theNativeLibraryBesideTheJarsIsOfTheProcessorThatTheTemplateNames() throws Exception {
    assertThat(Files.readString(OurTemplate.FILE))
        .contains("Architectures: [arm64]")
        .doesNotContain("Architectures: [x86_64]");
    try (var zip = new ZipFile(handler.codeUri().toFile())) {
      var library = zip.getEntry("lib/libaws-crt-jni.so");
      try (var in = zip.getInputStream(library)) {
        assertThat(machineOf(in.readNBytes(20))).isEqualTo(ELF_AARCH64);
      }
    }
  }

  /// Where an ELF file says for which processor it is.
  private static int machineOf(byte[] header) {
    return Byte.toUnsignedInt(header[18]) | Byte.toUnsignedInt(header[19]) << 8;
  }

  private static List<String> jars(Function function) throws IOException {
    try (var zip = new ZipFile(function.codeUri().toFile())) {
      return zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".jar")).toList();
    }
  }
}
