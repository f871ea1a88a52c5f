package ivs.recordings.handler.reconciler.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.runtime.ErrorName;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

final class CircuitBreakerTest {
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicBoolean isLate = new AtomicBoolean();

  private CircuitBreaker source(int mostCalls) {
    return new CircuitBreaker("S3", mostCalls, turns::incrementAndGet, isLate::get);
  }

  private static void fail(CircuitBreaker source) {
    assertThatThrownBy(() ->
            source.ask(() -> {
              throw new IllegalStateException("no way");
            }))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessage("S3 did not answer");
  }

  @Test
  void eachCallWaitsForItsTurnAndIsCounted() {
    var source = source(2);

    assertThat(source.ask(() -> "answer")).isEqualTo("answer");

    assertThat(turns).hasValue(1);
    assertThat(source.calls()).isEqualTo(1);
    assertThat(source.isSpent()).isFalse();
    assertThat(source.isOpen()).isTrue();
    assertThat(source.limit()).isEmpty();
  }

  @Test
  void whenAllCallsAreMadeNoMoreIsMade() {
    var source = source(1);
    source.ask(() -> "answer");

    assertThat(source.isSpent()).isTrue();
    assertThat(source.limit()).isEmpty();
    assertThatThrownBy(() -> source.ask(() -> "more"))
        .isInstanceOf(SourceUnavailableException.class);
    assertThat(source.calls()).isEqualTo(1);
    assertThat(source.limit()).contains("S3: all 1 calls of a run are made");
  }

  @Test
  void afterThreeFaultsInARowItIsLeftAlone() {
    var source = source(9);
    fail(source);
    fail(source);
    source.ask(() -> "answer");
    fail(source);
    fail(source);
    assertThat(source.isOpen()).isTrue();
    fail(source);

    assertThat(source.isOpen()).isFalse();
    assertThat(source.faults()).isEqualTo(5);
    assertThat(source.said()).contains("IllegalStateException: no way");
    assertThatThrownBy(() -> source.ask(() -> "answer"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessage("S3 may not be asked any more in this run");
    assertThat(source.limit()).contains("S3: left alone after 3 faults in a row");
  }

  @Test
  void whatOthersReportIsAFaultButClosesNothing() {
    var source = source(9);
    source.failed("first");
    source.failed("second");
    source.failed("third");

    assertThat(source.faults()).isEqualTo(3);
    assertThat(source.said()).contains("first");
    assertThat(source.isOpen()).isTrue();
  }

  @Test
  void whereNoTimeIsLeftItIsNotAsked() {
    var source = source(9);
    isLate.set(true);

    assertThatThrownBy(() -> source.ask(() -> "answer"))
        .isInstanceOf(SourceUnavailableException.class);
    assertThat(source.calls()).isZero();
    assertThat(source.limit()).contains("S3: no time left to ask");
  }

  @Test
  void aFaultOfAServiceIsNamedByItsCodeWhereItHasOne() {
    var details = AwsErrorDetails.builder().errorCode("ThrottlingException").build();

    assertThat(ErrorName.of(DynamoDbException.builder().awsErrorDetails(details).build()))
        .startsWith("ThrottlingException: ");
    assertThat(ErrorName.of(DynamoDbException.builder().message("no way").build()))
        .isEqualTo("DynamoDbException: no way");
  }

  @Test
  void aFaultIsNamedAndCutBeforeItFillsTheLog() {
    assertThat(ErrorName.of(new IllegalStateException("x".repeat(400))))
        .startsWith("IllegalStateException: xxx")
        .hasSize(300);
    assertThat(ErrorName.of(new IllegalStateException("short")))
        .isEqualTo("IllegalStateException: short");
  }
}
