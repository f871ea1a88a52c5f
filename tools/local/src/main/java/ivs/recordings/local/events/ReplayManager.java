package ivs.recordings.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.gateway.ServiceException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// The archives of the buses and the replays that were started since the system was, as EventBridge
/// answers for them.
public final class ReplayManager implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]{1,64}");
  private static final double MILLIS_PER_SECOND = 1_000;

  private final List<EventArchive> archives;
  private final Map<String, EventDelivery> deliveries;
  private final Clock clock;
  private final Instant created;
  private final Map<String, Replay> byName = new ConcurrentSkipListMap<>();
  private final ExecutorService atWork = Executors.newVirtualThreadPerTaskExecutor();

  /// @param deliveries by the name of the bus
  public ReplayManager(
      List<EventArchive> archives, Map<String, EventDelivery> deliveries, Clock clock) {
    this.archives = List.copyOf(archives);
    this.deliveries = Map.copyOf(deliveries);
    this.clock = clock;
    this.created = clock.instant();
  }

  /// Keeps an event in every archive of its bus whose pattern it matches.
  void keep(String bus, String envelope) throws Exception {
    for (var archive : archives) {
      if (archive.archive().bus().equals(bus)) {
        archive.offer(envelope);
      }
    }
  }

  ObjectNode start(JsonNode asked) throws ServiceException {
    var archive =
        archives.stream()
            .filter(one -> one.archive().arn().equals(asked.path("EventSourceArn").asText()))
            .findFirst()
            .orElseThrow(() -> invalid("EventSourceArn", "Must contain an archive."));
    var delivery = Optional.ofNullable(deliveries.get(archive.archive().bus())).orElseThrow();
    var replay = new Replay(request(asked, archive.archive().busArn()), archive, delivery, clock);
    var name = replay.request().name();
    if (byName.putIfAbsent(name, replay) != null) {
      throw new ServiceException(
          "ResourceAlreadyExistsException", "Replay %s already exists.".formatted(name));
    }
    atWork.execute(replay::run);
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("ReplayArn", replay.request().arn());
    answer.put("State", Replay.State.STARTING.name());
    answer.put("ReplayStartTime", seconds(replay.standing().started()));
    return answer;
  }

  /// @param busArn of the archive's own bus, which is the only one it can be replayed to
  private static Replay.Request request(JsonNode asked, String busArn) throws ServiceException {
    var name = asked.path("ReplayName").asText();
    if (!NAME.matcher(name).matches()) {
      throw invalid("ReplayName", "It must match %s.".formatted(NAME));
    }
    var from = time(asked, "EventStartTime");
    var to = time(asked, "EventEndTime");
    if (!from.isBefore(to)) {
      throw invalid("EventEndTime", "EventStartTime must be before EventEndTime.");
    }
    var destination = asked.path("Destination");
    if (!destination.path("Arn").asText().equals(busArn)) {
      throw invalid("Destination.Arn", "Must contain an event bus.");
    }
    var filters = new HashSet<String>();
    destination.path("FilterArns").forEach(arn -> filters.add(arn.asText()));
    return new Replay.Request(
        name,
        Optional.ofNullable(asked.path("Description").textValue()),
        from,
        to,
        busArn,
        filters);
  }

  ObjectNode describe(String name) throws ServiceException {
    var replay = find(name);
    var request = replay.request();
    var answer = summary(replay);
    answer.put("ReplayArn", request.arn());
    request.description().ifPresent(text -> answer.put("Description", text));
    var destination = answer.putObject("Destination").put("Arn", request.busArn());
    if (!request.filterArns().isEmpty()) {
      var filters = destination.putArray("FilterArns");
      request.filterArns().stream().sorted().forEach(filters::add);
    }
    return answer;
  }

  ObjectNode cancel(String name) throws ServiceException {
    var replay = find(name);
    if (!replay.cancel()) {
      throw new ServiceException(
          "IllegalStatusException",
          "Replay %s is not in a valid state for this operation.".formatted(name));
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("ReplayArn", replay.request().arn())
        .put("State", Replay.State.CANCELLING.name());
  }

  ObjectNode list() {
    var answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("Replays");
    byName.values().forEach(replay -> list.add(summary(replay)));
    return answer;
  }

  private static ObjectNode summary(Replay replay) {
    var request = replay.request();
    var standing = replay.standing();
    var summary = JsonNodeFactory.instance.objectNode();
    summary.put("ReplayName", request.name());
    summary.put("EventSourceArn", replay.archive().archive().arn());
    summary.put("State", standing.state().name());
    standing.reason().ifPresent(why -> summary.put("StateReason", why));
    summary.put("EventStartTime", seconds(request.from()));
    summary.put("EventEndTime", seconds(request.to()));
    standing.reached().ifPresent(time -> summary.put("EventLastReplayedTime", seconds(time)));
    summary.put("ReplayStartTime", seconds(standing.started()));
    standing.ended().ifPresent(time -> summary.put("ReplayEndTime", seconds(time)));
    return summary;
  }

  ObjectNode listArchives() {
    var answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("Archives");
    archives.forEach(archive -> list.add(summary(archive)));
    return answer;
  }

  ObjectNode describeArchive(String name) throws ServiceException {
    var found =
        archives.stream()
            .filter(one -> one.archive().name().equals(name))
            .findFirst()
            .orElseThrow(() -> notThere("Archive", name));
    return summary(found)
        .put("ArchiveArn", found.archive().arn())
        .put("EventPattern", found.archive().eventPattern());
  }

  private ObjectNode summary(EventArchive archive) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ArchiveName", archive.archive().name())
        .put("EventSourceArn", archive.archive().busArn())
        .put("State", "ENABLED")
        .put("RetentionDays", archive.archive().retentionDays())
        .put("SizeBytes", archive.events().bytes())
        .put("EventCount", archive.events().count())
        .put("CreationTime", seconds(created));
  }

  private Replay find(String name) throws ServiceException {
    return Optional.ofNullable(byName.get(name)).orElseThrow(() -> notThere("Replay", name));
  }

  private static Instant time(JsonNode asked, String field) throws ServiceException {
    var time = asked.path(field);
    if (!time.isNumber()) {
      throw invalid(field, "It must be a time.");
    }
    return Instant.ofEpochMilli(Math.round(time.asDouble() * MILLIS_PER_SECOND));
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS_PER_SECOND;
  }

  private static ServiceException invalid(String parameter, String reason) {
    return new ServiceException(
        "ValidationException",
        "Parameter %s is not valid. Reason: %s".formatted(parameter, reason));
  }

  private static ServiceException notThere(String kind, String name) {
    return new ServiceException(
        "ResourceNotFoundException", "%s %s does not exist.".formatted(kind, name));
  }

  /// Ends what still runs; its events stay in the archive.
  @Override
  public void close() {
    new ArrayList<>(byName.values()).forEach(Replay::cancel);
    atWork.close();
  }
}
