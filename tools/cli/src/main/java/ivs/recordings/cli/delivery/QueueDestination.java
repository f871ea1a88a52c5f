package ivs.recordings.cli.delivery;

import ivs.recordings.cli.runtime.QueueAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// A queue that takes back what dead letters hold.
public record QueueDestination(SqsClient sqs, QueueAddress queue)
    implements ManualRedrive.Destination {
  @Override
  public Map<Integer, String> send(List<String> bodies) {
    var entries = new ArrayList<SendMessageBatchRequestEntry>();
    for (int i = 0; i < bodies.size(); i++) {
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .messageBody(bodies.get(i))
              .build());
    }
    var refused = new HashMap<Integer, String>();
    sqs.sendMessageBatch(send -> send.queueUrl(queue.url()).entries(entries))
        .failed()
        .forEach(failed ->
            refused.put(
                Integer.valueOf(failed.id()),
                "SQS refuses it: %s %s".formatted(failed.code(), failed.message())));
    return refused;
  }
}
