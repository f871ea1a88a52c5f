package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.ingest.PoisonCorpus.Fate.IGNORED;
import static ivs.recordings.handler.ingest.PoisonCorpus.Fate.PARKED;
import static ivs.recordings.handler.ingest.PoisonCorpus.Fate.STORED;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.composition;
import static ivs.recordings.handler.runtime.Events.files;
import static ivs.recordings.handler.runtime.Events.participant;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stageUpdate;
import static ivs.recordings.handler.runtime.Events.stream;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Messages that mean harm or were made by accident, each with what must become of it. Most are
/// parked. What is stored or ignored is harmless: only fields that are not used are out of order in
/// it, or another spelling of a sound value.
final class PoisonCorpus {
  /// What must become of a message at its first delivery.
  enum Fate {
    PARKED,
    STORED,
    IGNORED
  }

  record Hostile(String name, String body, Fate fate) {}

  /// A word in an unread field; it must never be seen in a log.
  static final String CANARY = "canary-7c1d5e";

  private static final String STREAM = "st-a";
  private static final String TIME = "2026-11-02T09:05:11Z";
  private static final String END =
      recording("Recording End", "victim", TIME, 70_000, STREAM, STREAM)
          .replace("\"account\":\"111122223333\"", "\"account\":\"" + CANARY + "\"");
  private static final String START = stream("Stream Start", TIME, STREAM);

  private static final String SESSION = "\"recording_session_id\":\"victim\"";
  private static final String MILLIS = "\"recording_duration_ms\":70000";
  private static final String STREAMS = "\"recording_session_stream_ids\":[\"st-a\"]";
  private static final String STATUS = "\"recording_status\":\"Recording End\"";
  private static final String TYPE = "\"IVS Recording State Change\"";
  private static final String ACCOUNT = "\"" + CANARY + "\"";

  private PoisonCorpus() {}

  /// Valid messages of all kinds, to be mutated at random.
  static List<String> sound() {
    return List.of(
        END,
        recording("Recording Start", "other", TIME, 0, STREAM, STREAM, "st-b"),
        recording("Recording Start Failure", "third", TIME, 0, STREAM),
        recording("Recording End Failure", "fourth", TIME, 0, STREAM, STREAM),
        START,
        stream("Session Ended", "2026-11-02T10:05:11Z", STREAM),
        participant("Recording End", TIME, "st-b", files("a/b/c/d")),
        stageUpdate("Participant Published", TIME, "st-b"),
        composition("Session End", TIME, ""),
        composition("Destination Failure", TIME, files("a/b/c/composite")));
  }

  static List<Hostile> all() {
    return List.of(
        parked("nothing", ""),
        parked("blanks", " \n"),
        parked("null", "null"),
        parked("a list", "[{}]"),
        parked("an empty object", "{}"),
        parked("no JSON", "<event/>"),
        parked("a bare NUL", "\u0000"),
        parked("NaN", "{\"id\":NaN}"),
        parked("a name without quotes", "{id:1}"),
        parked("a broken escape", "{\"id\":\"\\u12zz\"}"),
        parked("a bare line break in a string", "{\"id\":\"a\nb\"}"),
        parked("a byte order mark", "\ufeff" + END),
        parked("two events", END + END),
        parked("a word behind the event", END + "x"),
        parked("a comment", "/* c */" + END),
        parked("the first half", END.substring(0, END.length() / 2)),
        parked("all but the last byte", END.substring(0, END.length() - 1)),
        parked("lists without an end", "[".repeat(40_000)),
        parked("objects without an end", "{\"a\":".repeat(40_000)),
        with("33 lists in an unread field", ACCOUNT, nested(33), PARKED),
        with("20 lists in an unread field", ACCOUNT, nested(20), STORED),
        with("256 KB in an unread field", ACCOUNT, quoted("a".repeat(255_000)), STORED),
        with("10,000 fields in an unread field", ACCOUNT, fields(10_000), STORED),
        with("a number of 2,000 digits", ACCOUNT, "9".repeat(2_000), PARKED),
        with("a huge number in an unread field", ACCOUNT, "1e999999999", STORED),
        with("a number beyond all in an unread field", ACCOUNT, "1e99999999999999999999", PARKED),
        with("a name twice in an unread field", ACCOUNT, "{\"a\":1,\"a\":2}", PARKED),
        with("a name twice", SESSION, SESSION + "," + SESSION, PARKED),
        with("a name in two spellings", SESSION, "\"\\u0072" + SESSION.substring(2), STORED),
        with(
            "a name twice, once in another spelling",
            SESSION,
            "\"\\u0072" + SESSION.substring(2) + "," + SESSION,
            PARKED),
        with("a detail that is a list", "\"detail\":{", "\"detail\":[],\"x\":{", PARKED),
        with("a time that is none", TIME, "yesterday", PARKED),
        with("a day that no month has", TIME, "2026-02-30T09:05:11Z", PARKED),
        with("a time before IVS", TIME, "2019-12-31T23:59:59Z", PARKED),
        with("a time beyond all", TIME, "+1000000000-12-31T23:59:59.999999999Z", PARKED),
        with("a time elsewhere", TIME, "2026-11-02T10:05:11+01:00", STORED),
        with("a negative duration", MILLIS, millis("-1"), PARKED),
        with("half a millisecond", MILLIS, millis("1.5"), PARKED),
        with("hardly more than nothing", MILLIS, millis("1e-400"), PARKED),
        with("an endless duration", MILLIS, millis("1e999999999"), PARKED),
        with("a duration of 19 digits", MILLIS, millis("9223372036854775807"), PARKED),
        with("a duration in quotes", MILLIS, millis("\"70000\""), PARKED),
        with("a duration in another spelling", MILLIS, millis("7e4"), STORED),
        with("a channel in other letters", CHANNEL, CHANNEL.replace("a", "\u0430"), PARKED),
        with("a channel in another region", CHANNEL, CHANNEL.replace("eu-", "us-"), PARKED),
        with("a channel and a blank", CHANNEL, CHANNEL + " ", PARKED),
        with("a channel that breaks the line", CHANNEL, "x\\r\\n{\\\"a\\\":1}", PARKED),
        with("two channels", quoted(CHANNEL), quoted(CHANNEL) + "," + quoted("x"), PARKED),
        with("a channel in an object", quoted(CHANNEL), "{\"arn\":\"x\"}", PARKED),
        with("a prefix that climbs", PREFIX, "../../etc/passwd", PARKED),
        with("a prefix with a slash before it", PREFIX, "/a", PARKED),
        with("a session with a key's sign", "victim", "link#st-a#victim", PARKED),
        with("half a surrogate", "victim", "a\\ud800b", PARKED),
        with("an endless session", "victim", "v".repeat(255_000), PARKED),
        with("101 streams", STREAMS, "\"recording_session_stream_ids\":" + ids(101), PARKED),
        with("20 streams", STREAMS, "\"recording_session_stream_ids\":" + ids(20), STORED),
        with("a number among streams", STREAMS, STREAMS.replace("]", ",7]"), PARKED),
        with("a status in small letters", STATUS, STATUS.replace("End", "end"), PARKED),
        with("a name that turns the text", "ada-live", "a\\u202eb\\u200b", STORED),
        with("a name that looks things up", "ada-live", "${env:AWS_SECRET_ACCESS_KEY}", STORED),
        with("a name that clears the screen", "ada-live", "x\\u001b[2J\\r\\n{}", STORED),
        with("an unknown type", TYPE, "\"${jndi:ldap://127.0.0.1/a}\"", IGNORED),
        with("a type of another sort", TYPE, "[]", PARKED),
        parked("a stream that climbs", START.replace(STREAM, "../x")),
        parked("a stream without a name", START.replace(STREAM, "")),
        new Hostile("a stream event of no kind", START.replace("Stream Start", "%n"), IGNORED));
  }

  private static Hostile parked(String name, String body) {
    return new Hostile(name, body, PARKED);
  }

  private static Hostile with(String name, String sound, String unsound, Fate fate) {
    if (!END.contains(sound)) {
      throw new IllegalStateException(sound);
    }
    return new Hostile(name, END.replace(sound, unsound), fate);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static String millis(String number) {
    return "\"recording_duration_ms\":" + number;
  }

  private static String fields(int count) {
    return IntStream.range(0, count)
        .mapToObj("\"f%d\":0"::formatted)
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String ids(int count) {
    return IntStream.range(0, count)
        .mapToObj("\"st-%d\""::formatted)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
