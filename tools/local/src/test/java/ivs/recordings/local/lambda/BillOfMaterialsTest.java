package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.template.ProjectTemplate;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The software bill of materials that the profile `sbom` writes. Dependabot and auditors read it;
/// what it does not list they do not look at.
final class BillOfMaterialsTest {
  /// What `handler/function.xml` leaves out of every artifact.
  private static final Set<String> NOT_DEPLOYED = Set.of("annotations");

  @ParameterizedTest
  @CsvSource({
    "RecordingStatusHandler, ivsrealtime",
    "RecordingReconciler, ivsrealtime",
    "RecordingEventPublisher, eventbridge"
  })
  void itListsEveryJarThatIsDeployed(String name, String client) throws Exception {
    var function = ProjectTemplate.asDeployed().function(name);
    var bom = new ObjectMapper().readTree(function.codeUri().resolveSibling("bom.json").toFile());

    assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bom.has("serialNumber")).isFalse();
    assertThat(bom.path("metadata").has("timestamp")).isFalse();
    assertThat(
            StreamSupport.stream(bom.path("components").spliterator(), false)
                .map(component -> component.path("name").asText())
                .collect(Collectors.toSet()))
        .contains(
            "log4j-core", "log4j-layout-template-json", "jackson-databind", "dynamodb", client)
        .isEqualTo(
            Stream.concat(ArtifactTest.names(function).stream(), NOT_DEPLOYED.stream())
                .collect(Collectors.toSet()));
  }
}
