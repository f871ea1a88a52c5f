package ivs.recordings.local.template;

import java.util.Map;

/// An SQS queue.
///
/// @param name the queue's name, which is its logical id
/// @param attributes what CreateQueue takes, under the names it takes them; policies as JSON text
public record QueueDefinition(String name, Map<String, String> attributes) {
  public QueueDefinition {
    attributes = Map.copyOf(attributes);
  }
}
