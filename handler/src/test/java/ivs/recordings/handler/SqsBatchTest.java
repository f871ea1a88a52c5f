package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.SqsBatch.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The JSON that Lambda hands over, which AWS documents in "Using Lambda with Amazon SQS".
final class SqsBatchTest {
  @Test
  void aMessageIsItsIdItsBodyAndWhetherItWasDeliveredBefore() throws Exception {
    var batch =
        """
        {"Records": [
          {"messageId": "a", "receiptHandle": "h", "body": "{\\"x\\": \\"\u00fc\\"}",
           "attributes": {"SentTimestamp": "1", "ApproximateReceiveCount": "1", "SenderId": "s"},
           "messageAttributes": {"deep": {"dataType": "String", "stringListValues": [[]]}},
           "md5OfBody": "0", "eventSource": "aws:sqs", "awsRegion": "us-east-1"},
          {"attributes": {"ApproximateReceiveCount": "2"}, "body": "two", "messageId": "b"}]}
        """;

    assertThat(read(batch))
        .containsExactly(
            new Message("a", "{\"x\": \"\u00fc\"}", false), new Message("b", "two", true));
  }

  @Test
  void aMessageThatAPersonReleasedSaysSo() throws Exception {
    assertThat(
            read(
                """
                {"Records": [{"messageId": "a", "messageAttributes": {"x": {"released": []},
                  "released": {"dataType": "String", "stringValue": "true"}}, "body": "b"}]}
                """))
        .containsExactly(new Message("a", "b", false, true));
  }

  @Test
  void whatIsMissingIsEmpty() throws Exception {
    assertThat(read("{}")).isEmpty();
    assertThat(read("{\"Records\": null, \"Other\": [{\"messageId\": \"x\"}]}")).isEmpty();
    assertThat(read("{\"Records\": [{\"messageId\": \"a\", \"body\": null}]}"))
        .containsExactly(new Message("a", "", false));
  }

  @Test
  void aBatchThatIsCutOffIsNoBatch() {
    assertThatThrownBy(() -> read("{\"Records\": [{\"messageId\": \"a\", \"body\": \"x\"}"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theAnswerNamesWhatSqsMustKeep() throws Exception {
    var out = new ByteArrayOutputStream();

    SqsBatch.answer(List.of("a", "b\""), out);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"a\"},{\"itemIdentifier\":\"b\\\"\"}]}");
  }

  private static List<Message> read(String batch) throws IOException {
    return SqsBatch.read(new ByteArrayInputStream(batch.getBytes(StandardCharsets.UTF_8)));
  }
}
