package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ivs.recordings.store.Attribute;
import ivs.recordings.store.DynamoDb;
import ivs.recordings.store.DynamoDb.Query;
import ivs.recordings.store.DynamoDbFault;
import ivs.recordings.store.HttpDynamoDb;
import ivs.recordings.store.HttpDynamoDb.Limits;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.Wire;
import ivs.recordings.store.Wire.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// What the functions use keeps the contract, and gives up neither too early nor too late.
final class HttpDynamoDbTest implements DynamoDbContract {
  private static final ServedDynamo SERVED = ServedDynamo.start();

  @RegisterExtension static final LocalTables LOCAL = SERVED.tables();

  private static final DynamoDb DYNAMO = Dynamo.client(SERVED.settings());
  private static final Map<String, Attribute> KEY = Map.of("recordingId", new Attribute.S("one"));
  private static final Answer FAILED = new Answer(500, new byte[0], -1);
  private static final Answer FOUND = ok("{\"Item\": {\"recordingId\": {\"S\": \"one\"}}}");

  private final List<Duration> patience = new ArrayList<>();

  @AfterAll
  static void hangUp() {
    DYNAMO.close();
  }

  @Override
  public DynamoDb dynamo() {
    return DYNAMO;
  }

  @Override
  public DynamoDbClient sdk() {
    return LOCAL.dynamo();
  }

  @Test
  void aTableThatIsNotThereIsAFaultByDynamoDbsOwnName() {
    var fault = catchThrowableOfType(DynamoDbFault.class, () -> DYNAMO.getItem("Nowhere", KEY));

    assertThat(fault.code()).isEqualTo("ResourceNotFoundException");
    assertThat(fault).hasMessageContaining("non-existent table");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "TransactionInProgressException"
      })
  void aRefusalThatPassesByItselfIsTriedThreeTimes(String code) {
    var fault = faultOf(refused(400, code), refused(400, code), refused(400, code), FOUND);

    assertThat(fault.code()).isEqualTo(code);
    assertThat(fault).hasMessage("because, at attempt 3 of GetItem");
    assertThat(patience).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ValidationException", "AccessDeniedException", "ExpiredTokenException"})
  void aRefusalForGoodIsNotTriedAgain(String code) {
    var fault = faultOf(refused(400, code), FOUND);

    assertThat(fault.code()).isEqualTo(code);
    assertThat(patience).hasSize(1);
  }

  @Test
  void aRefusalWithoutANameIsNamedByItsStatus() {
    assertThat(faultOf(namelessRefusal("{\"message\": \"because\"}"), FOUND).code())
        .isEqualTo("Http400");
  }

  private static Answer namelessRefusal(String json) {
    return new Answer(400, text(json), -1);
  }

  @Test
  void whatBreaksOnceOrTwiceIsAnsweredAtLast() {
    assertThat(answerOf(FAILED, ok("{\"Item\": {\"recordi"), FOUND)).isPresent();
    assertThat(patience).hasSize(3);
    assertThat(answerOf(new Answer(200, FOUND.body(), 7), FOUND)).isPresent();
    assertThat(patience).hasSize(2);
    assertThat(answerOf(ok("[]"), ok("{\"Item\": {\"recordingId\": \"one\"}}"), FOUND)).isPresent();
    assertThat(patience).hasSize(3);
    assertThat(answerOf(new Answer(503, text("<html>"), -1), FOUND)).isPresent();
    assertThat(patience).hasSize(2);
  }

  /// Somebody on the way who answers with a page for people.
  @Test
  void anAnswerThatIsNoJsonIsAFaultAndNotARow() {
    var page = new Answer(403, text("<html>Forbidden</html>"), -1);

    assertThat(faultOf(page, page, page).code()).isEqualTo("NoAnswer");
    assertThat(patience).hasSize(3);
  }

  @Test
  void anAttemptWaitsNoLongerThanIsLeftOfTheCall() {
    var limits = new Limits(Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ZERO);

    assertThatThrownBy(() ->
            dynamo(limits, Duration.ofMillis(1), FAILED, FAILED, FAILED).getItem("Recording", KEY))
        .isInstanceOf(DynamoDbFault.class);

    assertThat(patience.getFirst()).isEqualTo(Duration.ofSeconds(3));
    assertThat(patience).allSatisfy(each -> assertThat(each).isPositive());
  }

  @Test
  void noAttemptIsMadeWhenTheTimeOfTheCallIsUp() {
    var limits = new Limits(Duration.ofSeconds(1), Duration.ofMillis(20), Duration.ZERO);

    assertThatThrownBy(() ->
            dynamo(limits, Duration.ofMillis(25), FAILED, FOUND, FOUND).getItem("Recording", KEY))
        .isInstanceOf(DynamoDbFault.class)
        .hasMessage("HTTP status 500, at attempt 1 of GetItem");
    assertThat(patience).hasSize(1);
    assertThat(patience.getFirst()).isLessThanOrEqualTo(Duration.ofMillis(20));
  }

  /// DynamoDB Local has one copy of everything, so what is asked for is looked at on the wire.
  @Test
  void everyReadThatIsToBeConsistentIsSoOnTheWire() {
    var asked = new ArrayList<String>();
    Wire wire =
        (operation, body, time) -> {
          asked.add(operation + " " + new String(body, StandardCharsets.UTF_8));
          return ok("{}");
        };
    var dynamo = new HttpDynamoDb(wire, new Limits(Duration.ofSeconds(1), Duration.ofSeconds(1)));

    dynamo.getItem("Recording", KEY);
    dynamo.query(query(true));
    dynamo.query(query(false));
    dynamo.batchGetItem(Map.of("Recording", List.of(KEY), "Profile", List.of(KEY)));

    assertThat(asked.get(0)).containsOnlyOnce("\"ConsistentRead\":true");
    assertThat(asked.get(1)).containsOnlyOnce("\"ConsistentRead\":true");
    assertThat(asked.get(2)).doesNotContain("\"ConsistentRead\":true");
    assertThat(asked.get(3).split("\"ConsistentRead\":true", -1)).hasSize(3);
  }

  private static Query query(boolean consistent) {
    return new Query(
        "ParkedEvent",
        Optional.empty(),
        "waitingFor = :cause",
        Map.of(":cause", new Attribute.S("stream#a")),
        consistent,
        true,
        OptionalInt.empty(),
        Map.of());
  }

  @Test
  void itIsTheWireThatHangsUp() {
    var hungUp = new AtomicInteger();
    var wire =
        new Wire() {
          @Override
          public Answer post(String operation, byte[] body, Duration patience) {
            return FOUND;
          }

          @Override
          public void hangUp() {
            hungUp.incrementAndGet();
          }
        };

    Dynamo.over(wire).hangUp();

    assertThat(hungUp).hasValue(1);
  }

  @Test
  void whoeverIsInterruptedMakesNoFurtherAttempt() {
    Thread.currentThread().interrupt();

    var limits = new Limits(Duration.ofSeconds(1), Duration.ofSeconds(5));
    var fault =
        catchThrowableOfType(
            DynamoDbFault.class,
            () -> dynamo(limits, Duration.ZERO, FAILED, FOUND).getItem("Recording", KEY));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(fault.code()).isEqualTo("Interrupted");
    assertThat(patience).hasSize(1);
  }

  private DynamoDbFault faultOf(Answer... answers) {
    return catchThrowableOfType(DynamoDbFault.class, () -> answerOf(answers));
  }

  private Optional<Map<String, Attribute>> answerOf(Answer... answers) {
    var limits = new Limits(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ZERO);
    return dynamo(limits, Duration.ZERO, answers).getItem("Recording", KEY);
  }

  /// A client on a wire that gives these answers, one after the other, each after so long.
  private DynamoDb dynamo(Limits limits, Duration each, Answer... answers) {
    patience.clear();
    Wire wire =
        (operation, body, time) -> {
          patience.add(time);
          pause(each);
          return answers[patience.size() - 1];
        };
    return new HttpDynamoDb(wire, limits);
  }

  private static void pause(Duration time) throws IOException {
    if (time.isPositive()) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException stopped) {
        throw new IOException(stopped);
      }
    }
  }

  private static Answer refused(int status, String code) {
    return new Answer(
        status,
        text(
            "{\"__type\": \"com.amazonaws.dynamodb.v20120810#%s\", \"message\": \"because\"}"
                .formatted(code)),
        -1);
  }

  private static Answer ok(String json) {
    return new Answer(200, text(json), -1);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
