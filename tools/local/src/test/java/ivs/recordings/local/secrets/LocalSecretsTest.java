package ivs.recordings.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.local.AnyRequest;
import ivs.recordings.local.cloudformation.CloudFormationApi;
import ivs.recordings.local.gateway.AwsService;
import ivs.recordings.local.gateway.Gateway;
import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.template.SecretDefinition;
import ivs.recordings.local.template.SecretDefinition.InJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

final class LocalSecretsTest {
  private static final List<SecretDefinition> DECLARED =
      List.of(
          new SecretDefinition("Plain", 40, false, Optional.empty()),
          new SecretDefinition(
              "InAnObject", 64, true, Optional.of(new InJson("{\"v\":1}", "key"))));

  @TempDir private Path folder;

  @Test
  void secretsSurviveARestartAndOnlyTheirOwnerReadsThem() throws Exception {
    var secrets = folder.resolve("secrets");
    var first = new LocalSecrets(DECLARED, SecretStore.in(secrets));
    var key = first.tokenKey();
    var cdn = first.cdnKeyPair();
    var plain = first.find("Plain");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxrwxrwx"));

    var second = new LocalSecrets(DECLARED, SecretStore.in(secrets));

    assertThat(second.tokenKey()).isEqualTo(key);
    assertThat(second.cdnKeyPair()).isEqualTo(cdn);
    assertThat(second.find("Plain")).isEqualTo(plain);
    assertThat(permissions(secrets)).isEqualTo("rwx------");
    try (var files = Files.list(secrets)) {
      assertThat(files)
          .hasSize(3)
          .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
    }
  }

  @Test
  void everyMemoryHasKeysOfItsOwn() {
    assertThat(new LocalSecrets(DECLARED, SecretStore.inMemory()).tokenKey().key().getKeyID())
        .isNotEqualTo(
            new LocalSecrets(DECLARED, SecretStore.inMemory()).tokenKey().key().getKeyID());
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefusedInOneLine() throws Exception {
    var file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> SecretStore.in(file.resolve("secrets")))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("can't be written: make it writable");
  }

  @Test
  void secretsManagerGivesTheSecretsOfTheTemplateAndTheKeyOfTokens() throws Exception {
    var secrets = new LocalSecrets(DECLARED, SecretStore.inMemory());
    var gateway = Gateway.open(0);
    gateway.serve(AwsService.SECRETS_MANAGER, new SecretsManagerApi(secrets));
    try (var client = AnyRequest.asks(gateway.endpoint(), SecretsManagerClient.builder())) {
      var plain = client.getSecretValue(get -> get.secretId("Plain"));

      assertThat(plain.secretString()).matches("[A-Za-z0-9]{40}");
      for (var id : Stream.of(plain.arn(), plain.arn() + "-a1B2c3", "Plain").toList()) {
        assertThat(client.getSecretValue(get -> get.secretId(id)).secretString())
            .isEqualTo(plain.secretString());
      }
      assertThat(client.getSecretValue(get -> get.secretId("InAnObject")).secretString())
          .startsWith("{\"v\":1,\"key\":\"");
      assertThat(
              TokenKey.of(
                  client.getSecretValue(get -> get.secretId(TokenKey.SECRET)).secretString()))
          .isEqualTo(secrets.tokenKey());
      var cdn =
          client.getSecretValue(
              get -> get.secretId(plain.arn().replace("Plain", CdnKeyPair.SECRET)));
      assertThat(cdn.secretString())
          .contains(
              "\"keyPairId\":\"" + secrets.cdnKeyPair().keyPairId(),
              "\"privateKey\":\"-----BEGIN PRIVATE KEY-----\\n");
      for (var id : List.of("Other", "../Plain", "Plain/..")) {
        assertThatThrownBy(() -> client.getSecretValue(get -> get.secretId(id)))
            .isInstanceOf(ResourceNotFoundException.class);
      }
      assertThatThrownBy(client::listSecrets)
          .hasMessageContaining("the embedded Secrets Manager knows GetSecretValue");
    } finally {
      gateway.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"local", "arn:aws:cloudformation:us-east-1:000000000000:stack/local/local"})
  void theStackIsDescribedWithItsParametersAndOutputs(String name) throws Exception {
    var gateway = Gateway.open(0);
    var since = Instant.parse("2026-11-20T17:00:00Z");
    gateway.serve(
        AwsService.CLOUDFORMATION,
        new CloudFormationApi(
            Map.of("JwtIssuer", "http://a/?b&c"), Map.of("RecordingApiUrl", "http://a"), since));
    try (var client = AnyRequest.asks(gateway.endpoint(), CloudFormationClient.builder())) {
      var stack = client.describeStacks(describe -> describe.stackName(name)).stacks().getFirst();

      assertThat(stack.stackName()).isEqualTo("local");
      assertThat(stack.creationTime()).isEqualTo(since);
      assertThat(stack.parameters())
          .containsExactly(
              Parameter.builder()
                  .parameterKey("JwtIssuer")
                  .parameterValue("http://a/?b&c")
                  .build());
      assertThat(stack.outputs())
          .containsExactly(
              Output.builder().outputKey("RecordingApiUrl").outputValue("http://a").build());
      assertThatThrownBy(() -> client.describeStacks(describe -> describe.stackName("other")))
          .isInstanceOf(CloudFormationException.class)
          .hasMessageContaining("Stack with id other does not exist");
    } finally {
      gateway.stop();
    }
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
