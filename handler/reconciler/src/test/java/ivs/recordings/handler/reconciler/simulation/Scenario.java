package ivs.recordings.handler.reconciler.simulation;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What really happened at IVS in one world, and what of it can be known: by events, by the files
/// in S3 and by asking IVS.
final class Scenario {
  static final String BUCKET = "example-recordings";
  static final Instant BEGIN = Instant.parse("2026-11-02T08:00:00Z");

  /// Whose a channel is and when that is said.
  enum Link {
    AT_FIRST,
    LATE,
    NEVER
  }

  record Channel(String arn, String profile, Link link, List<Stream> streams) {}

  public record Stream(String id, Instant from, Instant to) {
    StreamSpan span(Instant now) {
      return new StreamSpan(
          new StreamId(id), from, to.isAfter(now) ? Optional.empty() : Optional.of(to));
    }
  }

  /// The files of one recording.
  ///
  /// @param failed how its manifest says it ended
  record Files(
      String channel,
      String recording,
      String prefix,
      String stream,
      Instant from,
      Instant to,
      boolean failed,
      long millis,
      String reason) {
    String manifest() {
      return """
      {"channel_arn":"%s","recording_started_at":"%s","recording_ended_at":"%s",\
      "recording_status":"RECORDING_ENDED%s","media":{"hls":{"duration_ms":%d}}}\
      """
          .formatted(
              channel,
              from,
              to,
              failed ? "_WITH_FAILURE\",\"recording_status_message\":\"" + reason : "",
              millis);
    }
  }

  /// One message that EventBridge hands over.
  record Arrival(Instant time, String body, Optional<Fact> fact) {}

  /// A message that no fact is behind, and where it must be parked.
  record MalformedMessage(String body, String waitingFor) {}

  private final RandomGenerator random;
  private final boolean isReconciled;
  final List<Channel> channels = new ArrayList<>();
  final List<Files> files = new ArrayList<>();
  final List<Arrival> arrivals = new ArrayList<>();
  final List<MalformedMessage> poison = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();
  private int ids;

  /// @param isReconciled whether the reconciler runs here. What it adds must then be what the lost
  ///   events would have said, or the rows depended on who came first
  Scenario(RandomGenerator random, boolean isReconciled, boolean ignoresUnknown) {
    this.random = random;
    this.isReconciled = isReconciled;
    int count = 1 + (oneIn(3) ? 1 : 0) + (oneIn(8) ? 1 : 0);
    for (int i = 0; i < count; i++) {
      var link = oneIn(10) ? Link.NEVER : oneIn(3) && !ignoresUnknown ? Link.LATE : Link.AT_FIRST;
      var arn = "arn:aws:ivs:eu-west-1:111122223333:channel/Channel" + i;
      var channel = new Channel(arn, "profile-" + i, link, new ArrayList<>());
      channels.add(channel);
      live(channel);
    }
    if (!isReconciled) {
      trespass();
    }
    deliver();
  }

  private boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  private String id(String kind) {
    return kind + "-" + (char) ('a' + random.nextInt(26)) + ids++;
  }

  private void live(Channel channel) {
    var time = BEGIN.plusSeconds(random.nextInt(3600));
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      var to = time.plusSeconds(30 + random.nextInt(oneIn(3) ? 20_000 : 600));
      var stream = new Stream(id("st"), time, to);
      channel.streams().add(stream);
      tell(channel, stream);
      time = to.plusSeconds(25 + random.nextInt(oneIn(3) ? 9_000 : 200));
    }
    record(channel);
  }

  /// Where no reconciler runs, the encoder may be gone before the stream ends, as IVS warns.
  private void tell(Channel channel, Stream stream) {
    var created = stream.from().minusSeconds(random.nextInt(3));
    var ended = stream.to().plusSeconds(random.nextInt(4) - (isReconciled ? 0 : 2));
    stream(channel, stream, "Session Created", created, 10);
    stream(channel, stream, "Stream Start", stream.from(), 20);
    stream(channel, stream, "Stream End", stream.to(), 10);
    stream(channel, stream, "Session Ended", ended, 5);
    if (oneIn(12)) {
      stream(channel, stream, "Stream Takeover", stream.from().plusSeconds(9), 99);
    }
    if (oneIn(12)) {
      stream(channel, stream, "Stream Takeover Failure", stream.from().plusSeconds(9), 99);
    }
    if (oneIn(25)) {
      stream(channel, stream, "Stream Failure", stream.to(), 99);
    }
  }

  private void stream(
      Channel channel, Stream stream, String phrase, Instant time, int unlessOneIn) {
    if (!oneIn(unlessOneIn)) {
      facts.add(Fact.ofStream(channel.arn(), phrase, time, stream.id()));
    }
  }

  private void record(Channel channel) {
    for (int i = 0; i < channel.streams().size(); i++) {
      var first = channel.streams().get(i);
      int kind = random.nextInt(10);
      if (kind == 0) {
        continue;
      }
      if (kind == 1) {
        failToStart(channel, first);
        continue;
      }
      if (kind <= 4 && i + 1 < channel.streams().size()) {
        record(channel, List.of(first, channel.streams().get(++i)), first.from(), first.to());
      } else if (kind == 5) {
        var middle = first.from().plusSeconds(10);
        record(channel, List.of(first), first.from(), middle);
        record(channel, List.of(first), middle.plusSeconds(2), first.to());
      } else {
        record(channel, List.of(first), first.from(), first.to());
      }
    }
  }

  private void failToStart(Channel channel, Stream stream) {
    var session = id("re");
    var time = stream.from().plusSeconds(1);
    facts.add(
        new Fact(
            channel.arn(),
            "Recording Start Failure",
            time,
            stream.id(),
            session,
            session,
            List.of(),
            "",
            0,
            "ValidationException"));
  }

  private void record(Channel channel, List<Stream> streams, Instant from, Instant to) {
    var started = from.plusSeconds(random.nextInt(2));
    var last = streams.getLast();
    var ended = (streams.size() > 1 ? last.to() : to).plusSeconds(random.nextInt(3));
    var at = started.atOffset(ZoneOffset.UTC);
    var prefix =
        "ivs/v1/111122223333/%s/%d/%d/%d/%d/%d/%s"
            .formatted(
                channel.arn().substring(channel.arn().indexOf('/') + 1),
                at.getYear(),
                at.getMonthValue(),
                at.getDayOfMonth(),
                at.getHour(),
                at.getMinute(),
                id("f"));
    var session = oneIn(10) ? "" : id("re");
    var key = session.isEmpty() ? BUCKET + "/" + prefix : session;
    var all = streams.stream().map(Stream::id).toList();
    var millis = 1 + Duration.between(started, ended).toMillis();
    var failed = oneIn(5);
    var reason = failed ? "InternalServerException" : "";
    Telling told =
        (phrase, time, stream, listed, duration, why) ->
            facts.add(
                new Fact(
                    channel.arn(),
                    phrase,
                    time,
                    stream,
                    key,
                    session,
                    listed,
                    prefix,
                    duration,
                    why));
    told.tell(
        "Recording Start",
        started,
        all.getFirst(),
        oneIn(3) ? List.of() : all.subList(0, 1),
        0,
        "");
    if (all.size() > 1) {
      told.tell("Recording Start", last.from(), all.getLast(), all, 0, "");
    }
    if (failed) {
      told.tell("Recording End Failure", ended, all.getLast(), all, oneIn(2) ? 0 : millis, reason);
    } else {
      if (oneIn(12)) {
        told.tell("Recording End Failure", ended, all.getLast(), all, 0, "InternalServerException");
      }
      told.tell("Recording End", ended, all.getLast(), all, millis, "");
      if (oneIn(6)) { // A recording may end twice, and the later End may say less.
        told.tell("Recording End", ended.plusSeconds(oneIn(2) ? 5 : 0), all.getLast(), all, 0, "");
      }
    }
    files.add(
        new Files(
            channel.arn(), key, prefix, all.getFirst(), started, ended, failed, millis, reason));
  }

  private interface Telling {
    void tell(
        String phrase, Instant time, String stream, List<String> listed, long millis, String why);
  }

  /// An event of one channel that names a stream of another, and a recording of no other event.
  private void trespass() {
    if (channels.size() > 1 && oneIn(4)) {
      var mine = channels.getFirst();
      var theirs = channels.getLast().streams().getFirst();
      var session = id("re");
      facts.add(
          new Fact(
              mine.arn(),
              "Recording Start",
              theirs.from().plusSeconds(1),
              theirs.id(),
              session,
              session,
              List.of(),
              "ivs/v1/other/" + session,
              0,
              ""));
    }
  }

  private void deliver() {
    int lossOneIn = oneIn(2) ? 4 : 1_000;
    boolean isSlow = oneIn(2);
    String firstStartLost = "";
    for (var fact : facts) {
      // A later Start of the same recording without the first would tell another start.
      if (fact.isStart() && fact.recording().equals(firstStartLost)) {
        continue;
      }
      if (oneIn(lossOneIn)) {
        firstStartLost = fact.isStart() && isReconciled ? fact.recording() : firstStartLost;
        continue;
      }
      var id = id("e");
      for (int copies = 1 + (oneIn(4) ? 1 : 0) + (oneIn(12) ? 1 : 0); copies > 0; copies--) {
        var event = fact.event(oneIn(6) ? id("replayed") : id);
        var wait = delay(isSlow) + (isHeldUp(fact) ? 1_500 : 0);
        arrivals.add(new Arrival(fact.time().plusSeconds(wait), event, Optional.of(fact)));
      }
    }
    if (oneIn(6)) {
      poison(oneIn(2) ? "{\"broken\":" + ids : "[" + ids + "]", "malformed#json");
      facts.stream()
          .filter(Fact::isOfStream)
          .findFirst()
          .ifPresent(fact ->
              poison(
                  fact.event(id("p")).replace(fact.stream(), "st \\n"),
                  "malformed#detail.stream_id"));
    }
    if (oneIn(6)) {
      var none = "{\"id\":\"n\",\"detail-type\":\"IVS Stream Health Change\",\"detail\":{}}";
      arrivals.add(new Arrival(BEGIN, none, Optional.empty()));
    }
  }

  /// All news of some streams comes after their recordings have been told of.
  private boolean isHeldUp(Fact fact) {
    return fact.isOfStream() && fact.stream().charAt(3) <= 'd';
  }

  private void poison(String body, String waitingFor) {
    poison.add(new MalformedMessage(body, waitingFor));
    arrivals.add(new Arrival(BEGIN.plusSeconds(delay(false)), body, Optional.empty()));
  }

  /// Mostly seconds, sometimes minutes, and for up to twenty hours IVS or EventBridge try again.
  private long delay(boolean isSlow) {
    return switch (random.nextInt(isSlow ? 6 : 12)) {
      case 0 -> random.nextInt(72_000);
      case 1, 2 -> random.nextInt(1_000);
      default -> random.nextInt(4);
    };
  }

  /// When all is told and all is over.
  Instant end() {
    var end = BEGIN;
    for (var channel : channels) {
      end = channel.streams().getLast().to().isAfter(end) ? channel.streams().getLast().to() : end;
    }
    for (var arrival : arrivals) {
      end = arrival.time().isAfter(end) ? arrival.time() : end;
    }
    return end;
  }
}
