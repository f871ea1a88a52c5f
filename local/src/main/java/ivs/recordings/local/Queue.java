package ivs.recordings.local;

import java.util.Map;

/// An SQS queue.
///
/// @param name the queue's name, which is its logical id
/// @param attributes what CreateQueue takes, under the names it takes them; policies as JSON text
public record Queue(String name, Map<String, String> attributes) {
  public Queue {
    attributes = Map.copyOf(attributes);
  }
}
