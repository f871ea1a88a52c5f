package ivs.recordings.cli.delivery;

import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import ivs.recordings.cli.runtime.QueueAddress;
import software.amazon.awssdk.services.sqs.SqsClient;

/// How many messages a queue of dead letters holds, as far as SQS knows: on AWS its numbers are up
/// to a minute old.
///
/// @param found those that can be moved
/// @param inFlight those that were received and not deleted yet; they come back
public record DeadLetterQueueDepth(long found, long inFlight) {
  public static DeadLetterQueueDepth in(QueueAddress queue, SqsClient sqs) {
    var numbers =
        sqs.getQueueAttributes(get ->
                get.queueUrl(queue.url())
                    .attributeNames(
                        APPROXIMATE_NUMBER_OF_MESSAGES, APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .attributes();
    return new DeadLetterQueueDepth(
        Long.parseLong(numbers.getOrDefault(APPROXIMATE_NUMBER_OF_MESSAGES, "0")),
        Long.parseLong(numbers.getOrDefault(APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0")));
  }
}
