package ivs.recordings.local.samples;

import static java.util.Comparator.naturalOrder;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A row as test-events/README.md shows it: strings, and only the columns of that page. An unknown
/// value is an absent attribute. Expected and actual rows are both this, so they can be compared.
public record TestRow(Kind kind, Map<String, String> attributes) {
  /// The tables of the page. Of all parked events that wait for one thing only the number is told,
  /// because their ids are new each time they are sent.
  public enum Kind {
    RECORDING(
        "recording",
        1,
        """
        recordingId recordingStatus startTime endTime recordingDurationMs s3KeyPrefix \
        streamSessionId streamIds profileId recordingStatusReason source mediaError\
        """),
    PARKED_EVENT("parked event", 2, "waitingFor reason count"),
    STREAM_SESSION("stream session", 1, "streamId status startTime endTime duration");

    private final String noun;
    private final int keyWidth;
    private final String columns;

    Kind(String noun, int keyWidth, String columns) {
      this.noun = noun;
      this.keyWidth = keyWidth;
      this.columns = columns;
    }

    /// The attributes that are shown, those that make the key first.
    public List<String> columns() {
      return List.of(columns.split(" "));
    }

    private List<String> key() {
      return columns().subList(0, keyWidth);
    }
  }

  public TestRow {
    var shown = new LinkedHashMap<String, String>();
    for (var column : kind.columns()) {
      if (attributes.containsKey(column)) {
        shown.put(column, attributes.get(column));
      }
    }
    attributes = Map.copyOf(shown);
  }

  /// The value of an attribute, `-` where it is absent.
  public String value(String column) {
    return attributes.getOrDefault(column, "-");
  }

  /// What tells it apart, such as `recording 2vkLQJtftdhT`.
  public String name() {
    return kind.key().stream().map(this::value).collect(joining(" ", kind.noun + " ", ""));
  }

  /// Items of the Recording table.
  public static List<TestRow> recordings(Collection<Map<String, AttributeValue>> items) {
    return items.stream().map(item -> new TestRow(Kind.RECORDING, texts(item))).toList();
  }

  /// Items of the StreamSession table.
  public static List<TestRow> streamSessions(Collection<Map<String, AttributeValue>> items) {
    return items.stream().map(item -> new TestRow(Kind.STREAM_SESSION, texts(item))).toList();
  }

  /// Items of the ParkedEvent table.
  public static List<TestRow> parkedEvents(Collection<Map<String, AttributeValue>> items) {
    return items.stream()
        .map(item -> new TestRow(Kind.PARKED_EVENT, texts(item)))
        .collect(groupingBy(identity(), counting()))
        .entrySet()
        .stream()
        .map(counted -> counted.getKey().with("count", counted.getValue().toString()))
        .toList();
  }

  private TestRow with(String column, String value) {
    var more = new LinkedHashMap<>(attributes);
    more.put(column, value);
    return new TestRow(kind, more);
  }

  private static Map<String, String> texts(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .collect(toMap(Map.Entry::getKey, attribute -> text(attribute.getValue())));
  }

  private static String text(AttributeValue value) {
    return switch (value.type()) {
      case S -> value.s();
      case N -> value.n();
      case SS -> value.ss().stream().sorted(naturalOrder()).collect(joining(" "));
      default -> value.toString();
    };
  }
}
