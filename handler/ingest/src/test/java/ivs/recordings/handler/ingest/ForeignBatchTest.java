package ivs.recordings.handler.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.store.InMemoryDynamoDb;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What another service, or a person who tries the function out, hands over as Lambda makes an
/// SQSEvent of it.
final class ForeignBatchTest {
  private static final JsonMapper LAMBDA =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final String OF_SQS =
      """
      {"messageId": "m-1", "body": "x", "eventSource": "aws:sqs"}\
      """;

  private final RecordingStatusHandler handler =
      new RecordingStatusHandler(
          HandlerFixture.ENVIRONMENT, InMemoryDynamoDb.withTables(), Clock.systemUTC());

  @RegisterExtension final PrintedLog log = new PrintedLog();

  @Test
  void noEventAtAllIsRefused() {
    assertIsRefused(null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"Records\": null}",
        "{\"Records\": []}",
        "{\"Records\": [null]}",
        "{\"Records\": [{\"messageId\": \"m-2\", \"body\": null, \"eventSource\": \"aws:sqs\"}]}",
        "{\"Records\": [{\"body\": \"{}\", \"eventSource\": \"aws:sqs\"}]}",
        "{\"Records\": [{\"messageId\": \"m-2\", \"body\": \"{}\", \"eventSource\": \"aws:mq\"}]}",
        "{\"Records\": [{\"EventSource\": \"aws:sns\", \"Sns\": {\"MessageId\": \"m\"}}]}",
        "{\"Records\": [{\"eventSource\": \"aws:s3\", \"s3\": {\"bucket\": {\"name\": \"b\"}}}]}",
        "{\"Records\": [{\"eventSource\": \"aws:kinesis\", \"kinesis\": {\"data\": \"eA==\"}}]}",
        "{\"source\": \"aws.ivs\", \"detail-type\": \"IVS Recording State Change\", \"detail\": {}}"
      })
  void whatHasNoRecordsOfSqsIsRefused(String event) throws Exception {
    assertIsRefused(LAMBDA.readValue(event, SQSEvent.class));
  }

  @Test
  void nothingIsDoneWhereOneRecordIsNotOfSqs() throws Exception {
    var event = "{\"Records\": [%s, {\"eventSource\": \"aws:s3\"}]}".formatted(OF_SQS);

    assertIsRefused(LAMBDA.readValue(event, SQSEvent.class));
    assertThat(log.text()).isEmpty();
  }

  @Test
  void aBatchOfSqsIsEntered() throws Exception {
    var event = LAMBDA.readValue("{\"Records\": [%s]}".formatted(OF_SQS), SQSEvent.class);

    assertThat(handler.handleRequest(event, invocation()).getBatchItemFailures()).isEmpty();
    assertThat(log.eventLines()).hasSize(1);
  }

  private void assertIsRefused(@Nullable SQSEvent event) {
    assertThatThrownBy(() -> handler.handleRequest(event, invocation()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no SQS records (field Records is absent or not of SQS):"
                + " target the queue RecordingEvents");
  }

  private static SyntheticInvocation invocation() {
    return new SyntheticInvocation(() -> Duration.ofSeconds(30));
  }
}
