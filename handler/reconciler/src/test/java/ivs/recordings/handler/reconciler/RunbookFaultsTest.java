package ivs.recordings.handler.reconciler;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ivs.recordings.handler.ingest.FaultyHttp;
import ivs.recordings.handler.ingest.ServedDynamo;
import ivs.recordings.handler.reconciler.aws.SourceUnavailableException;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.ManifestParser;
import ivs.recordings.store.LocalTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.ivsrealtime.model.AccessDeniedException;
import software.amazon.awssdk.services.ivsrealtime.model.ConflictException;
import software.amazon.awssdk.services.ivsrealtime.model.InternalServerException;
import software.amazon.awssdk.services.ivsrealtime.model.IvsRealTimeException;
import software.amazon.awssdk.services.ivsrealtime.model.PendingVerificationException;
import software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivsrealtime.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.ivsrealtime.model.ValidationException;

/// The runbook's table of faults names what the code and its client raise, and nothing else.
final class RunbookFaultsTest {
  private static final ServedDynamo SERVED = ServedDynamo.start();

  @RegisterExtension static final LocalTables LOCAL = SERVED.tables();

  private static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));
  private static final Pattern TABLE =
      Pattern.compile("(?m)^\\| `fault` begins with .*\\n((?:\\|.*\\n)+)");
  private static final Pattern NAMES = Pattern.compile("(?m)^\\| ([^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");
  private static final List<Pattern> RAISED =
      List.of(
          Pattern.compile("throw new (?:\\w+\\.)?(\\w+)\\("),
          Pattern.compile("Failed\\(\\s*\"(\\w+):"));

  /// Raised and handled before an event could fail by it.
  private static final Set<String> HANDLED =
      Set.of(
          JsonFields.UnsoundFieldException.class.getSimpleName(), // parked as MALFORMED
          ManifestParser.UnreadableManifestException.class.getSimpleName(), // UnreadableManifest
          "ClosedPipeException", // of a media job: FFmpeg ended before its input
          "FailedJobException", // written to the job as its error
          "RejectedRequestException", // answered by the API
          "RemovalFailedException", // counted by retention
          SourceUnavailableException.class.getSimpleName(), // counted by the reconciler
          "UncheckedIOException", // S3's, counted by the reconciler
          "ForbiddenAddressException", // answered by the API, or logged as the result of an attempt
          "NotSentException", // counted by the sender of webhooks
          "UnknownHostException", // the result of an attempt of a webhook
          "UnsoundPlaylistException", // answered by the API
          "UnsoundUploadException"); // answered by the API

  /// What DynamoDB answers to any request, and the SDK has no class for.
  private static final Set<String> COMMON_ERRORS =
      Set.of(
          "AccessDeniedException",
          "ExpiredTokenException",
          "InternalServerError",
          "UnrecognizedClientException",
          "ValidationException");

  private static final List<String> PACKAGES =
      List.of(
          "software.amazon.awssdk.core.exception.",
          "software.amazon.awssdk.services.dynamodb.model.",
          "software.amazon.awssdk.services.ivsrealtime.model.",
          "java.lang.",
          "java.time.format.");

  @Test
  void whatTheCodeRaisesIsExplained() throws Exception {
    assertThat(raised()).hasSizeGreaterThan(7);
    assertThat(explained()).containsAll(raised());
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultyHttp.Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNPROCESSED", "HALF_UNPROCESSED"})
  void whatTheClientRaisesIsExplained(FaultyHttp.Fault fault) throws Exception {
    var wire = SERVED.wire();
    wire.begin((_, _) -> Optional.of(fault));
    try (var dynamo = SERVED.client(wire, Duration.ofMillis(100))) {
      var raised = catchThrowableOfType(RuntimeException.class, () -> read(dynamo));

      assertThat(explained()).contains(ErrorName.of(raised).replaceFirst("(?s):.*", ""));
    }
  }

  /// Compositions are asked for from IVS.
  @ParameterizedTest
  @ValueSource(
      classes = {
        AccessDeniedException.class,
        ConflictException.class,
        InternalServerException.class,
        IvsRealTimeException.class,
        PendingVerificationException.class,
        ResourceNotFoundException.class,
        ServiceQuotaExceededException.class,
        ValidationException.class
      })
  void whatIvsAnswersIsExplained(Class<? extends IvsRealTimeException> fault) throws Exception {
    assertThat(explained()).contains(fault.getSimpleName());
  }

  @Test
  void whatIsExplainedCanBeRaised() throws Exception {
    var raised = raised();

    assertThat(explained())
        .allMatch(name -> raised.contains(name) || COMMON_ERRORS.contains(name) || isClass(name));
    assertThat(isClass("NoSuchException")).isFalse();
  }

  private static void read(DynamoDbClient dynamo) {
    var key = Map.of("recordingId", AttributeValue.fromS("one"));
    var keys = KeysAndAttributes.builder().keys(List.of(key)).build();
    dynamo.batchGetItem(get -> get.requestItems(Map.of("Recording", keys)));
  }

  /// The names in the first column of the table.
  private static Set<String> explained() throws IOException {
    var table = TABLE.matcher(Files.readString(ROOT.resolve("docs/runbook.md")));
    assertThat(table.find()).isTrue();
    return NAMES
        .matcher(table.group(1))
        .results()
        .flatMap(column -> NAME.matcher(column.group(1)).results())
        .map(name -> name.group(1))
        .collect(toCollection(TreeSet::new));
  }

  /// The names that the sources of the functions give to faults, or throw.
  private static Set<String> raised() throws IOException {
    var raised = new TreeSet<String>();
    for (var module : List.of("handler", "store")) {
      try (var files = Files.walk(ROOT.resolve(module))) {
        for (var file : files.filter(RunbookFaultsTest::isSource).toList()) {
          var source = Files.readString(file);
          RAISED.stream()
              .flatMap(pattern -> pattern.matcher(source).results())
              .forEach(found -> raised.add(found.group(1)));
        }
      }
    }
    raised.removeAll(HANDLED);
    return raised;
  }

  private static boolean isSource(Path file) {
    return file.toString().replace('\\', '/').contains("/src/main/java/")
        && file.toString().endsWith(".java");
  }

  private static boolean isClass(String name) {
    return PACKAGES.stream()
        .anyMatch(place -> {
          try {
            Class.forName(place + name);
            return true;
          } catch (ClassNotFoundException elsewhere) {
            return false;
          }
        });
  }
}
