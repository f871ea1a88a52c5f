package ivs.recordings.handler;

import static ivs.recordings.handler.Events.CHANNEL;
import static ivs.recordings.handler.Events.PREFIX;
import static ivs.recordings.handler.Events.recording;
import static ivs.recordings.handler.Events.stream;
import static ivs.recordings.handler.PoisonCorpus.Fate.IGNORED;
import static ivs.recordings.handler.PoisonCorpus.Fate.PARKED;
import static ivs.recordings.handler.PoisonCorpus.Fate.STORED;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Messages that mean harm or were made by accident, each with a name and with what must become of
/// it. Most are parked. What is stored or ignored is harmless: only words that nobody acts upon are
/// out of order in it, or another spelling of a sound value.
final class PoisonCorpus {
  /// What must become of a message at its first delivery.
  enum Fate {
    PARKED,
    STORED,
    IGNORED
  }

  record Hostile(String name, String body, Fate fate) {}

  /// A word in a field that nobody reads; it must never be seen in a log.
  static final String CANARY = "canary-7c1d5e";

  private static final String STREAM = "st-a";
  private static final String TIME = "2026-11-02T09:05:11Z";
  private static final String END =
      recording("Recording End", "victim", TIME, 70_000, STREAM, STREAM)
          .replace("\"account\":\"111122223333\"", "\"account\":\"" + CANARY + "\"");

  /// As SQS takes it, 256 KB with all that is around it.
  private static final String ENDLESS = "a".repeat(255_000);

  /// Every field of an event, as END has it.
  private static final Map<String, String> FIELDS = fields();

  private static Map<String, String> fields() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("id", END.replaceFirst(".*?\"id\":(\"[^\"]*\").*", "$1"));
    fields.put("detail-type", "\"IVS Recording State Change\"");
    fields.put("source", "\"aws.ivs\"");
    fields.put("account", "\"" + CANARY + "\"");
    fields.put("time", "\"" + TIME + "\"");
    fields.put("resources", "[\"" + CHANNEL + "\"]");
    fields.put("detail", END.replaceFirst(".*\"detail\":(\\{.*})}", "$1"));
    fields.put("recording_status", "\"Recording End\"");
    fields.put("recording_status_reason", "\"\"");
    fields.put("recording_s3_bucket_name", "\"example-recordings\"");
    fields.put("recording_s3_key_prefix", "\"" + PREFIX + "\"");
    fields.put("recording_duration_ms", "70000");
    fields.put("channel_name", "\"ada-live\"");
    fields.put("stream_id", "\"" + STREAM + "\"");
    fields.put("recording_session_id", "\"victim\"");
    fields.put("recording_session_stream_ids", "[\"" + STREAM + "\"]");
    return fields;
  }

  private final List<Hostile> all = new ArrayList<>();

  private PoisonCorpus() {}

  static List<Hostile> all() {
    var corpus = new PoisonCorpus();
    corpus.textsThatAreNoEvent();
    corpus.truncated();
    corpus.endless();
    corpus.wrongTypes();
    corpus.hostileWords();
    corpus.twoReadings();
    corpus.times();
    corpus.durations();
    corpus.sources();
    corpus.lists();
    corpus.kinds();
    corpus.streams();
    return List.copyOf(corpus.all);
  }

  /// Sound messages of all kinds, to be spoiled at random.
  static List<String> sound() {
    return List.of(
        END,
        recording("Recording Start", "other", TIME, 0, STREAM, STREAM, "st-b"),
        recording("Recording Start Failure", "third", TIME, 0, STREAM),
        recording("Recording End Failure", "fourth", TIME, 0, STREAM, STREAM),
        stream("Stream Start", TIME, STREAM),
        stream("Session Ended", "2026-11-02T10:05:11Z", STREAM));
  }

  private void add(String name, String body, Fate fate) {
    all.add(new Hostile(name, body, fate));
  }

  private void parked(String name, String body) {
    add(name, body, PARKED);
  }

  private static String with(String field, String json) {
    var sound = "\"%s\":%s".formatted(field, FIELDS.getOrDefault(field, "?"));
    if (!END.contains(sound)) {
      throw new IllegalStateException(sound);
    }
    return END.replace(sound, "\"%s\":%s".formatted(field, json));
  }

  private void textsThatAreNoEvent() {
    var texts =
        List.of(
            "",
            " ",
            "\n\n",
            "null",
            "true",
            "7",
            "-0",
            "1e400",
            "\"text\"",
            "[]",
            "{}",
            "[{}]",
            "not json",
            "<event/>",
            "---\nid: 1",
            "id=1&detail=x",
            "{'id':'1'}",
            "{id:1}",
            "{\"id\":NaN}",
            "{\"id\":Infinity}",
            "{\"id\":+1}",
            "{\"id\":01}",
            "{\"id\":0x1}",
            "{\"id\":.5}",
            "{\"id\":1.}",
            "{\"id\":1,}",
            "{,}",
            "{\"id\" 1}",
            "{\"id\":undefined}",
            "{\"id\":tru}",
            "{\"id\":\"\\x41\"}",
            "{\"id\":\"\\u12\"}",
            "{\"id\":\"\\u12zz\"}",
            "{\"id\":\"a\nb\"}",
            "{\"id\":\"a\tb\"}",
            "{\"id\":\"a\u0000b\"}",
            "\u0000",
            "\ufeff" + END,
            END + END,
            END + "x",
            END + "\u0000",
            "/* c */" + END,
            "// c\n" + END,
            "#c\n" + END,
            END.replace("\"", "'"),
            END.replace('{', '['),
            "{\"detail\":" + END);
    for (int i = 0; i < texts.size(); i++) {
      parked("no event %d".formatted(i + 1), texts.get(i));
    }
  }

  private void truncated() {
    for (int part = 1; part < 20; part++) {
      parked("truncated at %d/20".formatted(part), END.substring(0, END.length() * part / 20));
    }
    parked("truncated by its last byte", END.substring(0, END.length() - 1));
  }

  private void endless() {
    for (int depth : List.of(33, 1_000, 40_000)) {
      parked("%d lists".formatted(depth), "[".repeat(depth));
      parked("%d objects".formatted(depth), "{\"a\":".repeat(depth));
      parked("%d lists that end".formatted(depth), nested("[", depth, "]"));
      parked(
          "%d lists in a field that nobody reads".formatted(depth),
          with("account", nested("[", depth, "]")));
      parked(
          "%d objects in the detail".formatted(depth),
          with("recording_status_reason", nested("{\"a\":", depth, "}").replace(":}", ":1}")));
    }
    add("20 lists in a field that nobody reads", with("account", nested("[", 20, "]")), STORED);
    add("256 KB where nobody reads", with("account", quoted(ENDLESS)), STORED);
    add("256 KB of blanks", END + " ".repeat(250_000), STORED);
    add("256 KB of numbers", with("account", "[" + "0,".repeat(120_000) + "0]"), STORED);
    add("10,000 fields that nobody reads", with("account", manyFields(10_000)), STORED);
    parked("a number of 2,000 digits", with("account", "9".repeat(2_000)));
    parked("a name of 60,000 characters", END.replace("\"account\"", quoted("n".repeat(60_000))));
  }

  private static String nested(String open, int depth, String close) {
    return open.repeat(depth) + close.repeat(depth);
  }

  private static String manyFields(int count) {
    return IntStream.range(0, count)
        .mapToObj("\"f%d\":0"::formatted)
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  /// Ten values in every field; which of them are sound, or decide nothing, stands here.
  private void wrongTypes() {
    var values = List.of("null", "true", "7", "-0", "1e400", "\"\"", "[]", "{}", "[null]", "\"x\"");
    Map<String, Set<String>> harmless =
        Map.of(
            "id", Set.copyOf(values),
            "source", Set.copyOf(values),
            "account", Set.copyOf(values),
            "recording_status_reason", Set.of("null", "\"\"", "\"x\""),
            "recording_s3_bucket_name", Set.of("\"x\""),
            "recording_s3_key_prefix", Set.of("\"x\""),
            "recording_duration_ms", Set.of("null", "7", "-0"),
            "channel_name", Set.of("null", "\"\"", "\"x\""),
            "recording_session_id", Set.of("null", "\"\"", "\"x\""),
            "recording_session_stream_ids", Set.of("null", "[]"));
    for (var field : FIELDS.keySet()) {
      for (var value : values) {
        var fate =
            field.equals("detail-type") && value.equals("\"x\"")
                ? IGNORED
                : harmless.getOrDefault(field, Set.of()).contains(value) ? STORED : PARKED;
        add("%s is %s".formatted(field, value), with(field, value), fate);
      }
    }
  }

  /// Words as they stand between the quotes, in every field that holds a text.
  private void hostileWords() {
    var words = new LinkedHashMap<String, String>();
    words.put("climbs", "../../etc/passwd");
    words.put("only climbs", "..");
    words.put("climbs inside", "a/../b");
    words.put("begins with a slash", "/a");
    words.put("holds two slashes", "a//b");
    words.put("breaks the line", "x\\r\\n{\\\"effect\\\":\\\"written\\\"}");
    words.put("clears the screen", "x\\u001b[2J\\u001b[31m");
    words.put("looks up JNDI", "${jndi:ldap://127.0.0.1/a}");
    words.put("looks up the environment", "${env:AWS_SECRET_ACCESS_KEY}");
    words.put("formats", "%s%n%x{}");
    words.put("holds NUL", "a\\u0000b");
    words.put("is half a high surrogate", "a\\ud800b");
    words.put("is half a low surrogate", "a\\udc00b");
    words.put("turns surrogates around", "\\udc00\\ud800");
    words.put("turns the text around", "a\\u202eb");
    words.put("is invisible", "a\\u200bb");
    words.put("separates lines", "a\\u2028b");
    words.put("is no character", "a\\uffffb");
    words.put("deletes", "a\\u007fb\\u0085c");
    words.put("is a link's key", "link#st-a#victim");
    words.put("is markup", "<script>alert(1)</script>");
    words.put("is SQL", "'; DROP TABLE Recording; --");
    words.put("is blank", "   ");
    words.put("is endless", ENDLESS);
    var free = Set.of("id", "source", "account", "recording_status_reason", "channel_name");
    var texts =
        List.of(
            "id",
            "source",
            "account",
            "recording_status_reason",
            "channel_name",
            "recording_s3_bucket_name",
            "recording_s3_key_prefix",
            "stream_id",
            "recording_session_id",
            "recording_status");
    for (var field : texts) {
      words.forEach((what, word) ->
          add(
              "%s %s".formatted(field, what),
              with(field, quoted(word)),
              free.contains(field) ? STORED : PARKED));
    }
    words.forEach((what, word) -> {
      parked("the channel %s".formatted(what), with("resources", "[" + quoted(word) + "]"));
      parked(
          "a listed stream %s".formatted(what),
          with("recording_session_stream_ids", "[" + quoted(word) + "]"));
      add("the detail-type %s".formatted(what), with("detail-type", quoted(word)), IGNORED);
    });
  }

  private void twoReadings() {
    for (var field : FIELDS.keySet()) {
      var value = FIELDS.getOrDefault(field, "");
      var once = "\"%s\":%s".formatted(field, value);
      parked("%s twice, the same".formatted(field), END.replace(once, once + "," + once));
      parked(
          "%s twice, once null".formatted(field),
          END.replace(once, "\"%s\":null,".formatted(field) + once));
      parked(
          "%s twice, once spelled otherwise".formatted(field),
          END.replace(
              once,
              "\"\\u%04x%s\":1,".formatted((int) field.charAt(0), field.substring(1)) + once));
    }
    parked("a name twice where nobody reads", with("account", "{\"a\":1,\"a\":2}"));
  }

  private void times() {
    for (var time :
        List.of(
            "yesterday",
            "0",
            "1793610311",
            "2026-11-02",
            "09:05:11Z",
            "2026-11-02 09:05:11",
            "2026-11-02T09:05:11",
            "2026-13-02T09:05:11Z",
            "2026-02-30T09:05:11Z",
            "2026-11-02T25:05:11Z",
            "1969-12-31T23:59:59Z",
            "2019-12-31T23:59:59Z",
            "2100-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "+10000-01-01T00:00:00Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "+1000000001-01-01T00:00:00Z",
            "２０２６-11-02T09:05:11Z")) {
      parked("the time is " + time, with("time", quoted(time)));
    }
    for (var time :
        List.of(
            "2026-11-02T24:00:00Z",
            "2026-11-02T23:59:60Z",
            "2026-11-02t09:05:11z",
            "2026-11-02T09:05:11.999999999Z",
            "2026-11-02T10:05:11+01:00")) {
      add("the time is " + time, with("time", quoted(time)), STORED);
    }
  }

  private void durations() {
    for (var number :
        List.of(
            "-1",
            "1.5",
            "1e3",
            "1E+2",
            "-1e400",
            "1e-400",
            "00",
            "0x10",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999999",
            "\"70000\"",
            "-9223372036854775808")) {
      parked("it lasts " + number, with("recording_duration_ms", number));
    }
    add("it lasts 31,000 years", with("recording_duration_ms", "999999999999999"), STORED);
  }

  /// Channels that look like Ada's and are not.
  private void sources() {
    for (var other :
        List.of(
            CHANNEL.replace("a", "\u0430"),
            CHANNEL.replace("c", "\u0441"),
            CHANNEL.replace("i", "\u0456"),
            CHANNEL.replace("AbCdef", "\uff21bCdef"),
            CHANNEL.replace("AbCdef", "A\u0301bCdef"),
            CHANNEL.replace("AbCdef", "abcdef"),
            CHANNEL.replace(":ivs:", ":IVS:"),
            CHANNEL.replace("111122223333", "111122223334"),
            CHANNEL.replace("eu-west-1", "us-east-1"),
            CHANNEL.replace("channel/", "stage/"),
            CHANNEL.replace("channel/", "channel//"),
            CHANNEL + " ",
            " " + CHANNEL,
            CHANNEL + "/",
            CHANNEL + "#" + CHANNEL,
            CHANNEL.replace("-", "\u2010"),
            CHANNEL.substring(0, CHANNEL.length() - 1),
            "*")) {
      parked("the channel is " + other, with("resources", "[" + quoted(other) + "]"));
    }
    parked("two channels", with("resources", "[\"%s\",\"%s\"]".formatted(CHANNEL, Events.RIVAL)));
    parked("one channel twice", with("resources", "[\"%s\",\"%s\"]".formatted(CHANNEL, CHANNEL)));
    parked("a channel in a list", with("resources", "[[\"%s\"]]".formatted(CHANNEL)));
    parked("a channel in an object", with("resources", "[{\"arn\":\"%s\"}]".formatted(CHANNEL)));
    parked("a thousand channels", with("resources", listOf(1_000, CHANNEL + "%d")));
  }

  private static String listOf(int count, String each) {
    return IntStream.range(0, count)
        .mapToObj(i -> quoted(each.replace("%d", Integer.toString(i))))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void lists() {
    var streams = "recording_session_stream_ids";
    parked("101 streams", with(streams, listOf(101, "st-%d")));
    parked("20,000 streams", with(streams, listOf(20_000, "s%d")));
    add("20 streams", with(streams, listOf(20, "st-%d")), STORED);
    add("one stream twice", with(streams, "[\"st-a\",\"st-a\"]"), STORED);
    parked("an empty name among streams", with(streams, "[\"st-a\",\"\"]"));
    parked("a number among streams", with(streams, "[\"st-a\",7]"));
    parked("a list among streams", with(streams, "[\"st-a\",[\"st-b\"]]"));
  }

  private void kinds() {
    for (var status :
        List.of(
            "recording end",
            "Recording End ",
            " Recording End",
            "RecordingEnd",
            "Rec\u043erding End",
            "Recording\\u00a0End",
            "Recording Ended",
            "Recording End\\u0000",
            "Recording Pause")) {
      parked("the status is " + status, with("recording_status", quoted(status)));
    }
    for (var type :
        List.of(
            "IVS Recording State Change ",
            "ivs recording state change",
            "IVS Rec\u043erding State Change",
            "Scheduled Event",
            "aws.ivs")) {
      add("the detail-type is " + type, with("detail-type", quoted(type)), IGNORED);
    }
    add(
        "a health change with a hostile detail",
        with("detail-type", "\"IVS Stream Health Change\"").replace(STREAM, "../x"),
        IGNORED);
  }

  private void streams() {
    var start = stream("Stream Start", TIME, STREAM);
    parked("a stream that climbs", start.replace(STREAM, "../x"));
    parked("a stream without a name", start.replace(STREAM, ""));
    parked("a stream with a key's sign", start.replace(STREAM, "st-a#b"));
    parked("a stream of 129 characters", start.replace(STREAM, "s".repeat(129)));
    parked("a stream event without a name", start.replace("Stream Start", ""));
    parked("a stream event whose name is a list", start.replace("\"Stream Start\"", "[]"));
    parked("a stream event at no time", start.replace(TIME, "never"));
    add("a stream event of no kind", start.replace("Stream Start", "${jndi:x}"), IGNORED);
    add("a stream event in small letters", start.replace("Stream Start", "stream start"), IGNORED);
  }
}
