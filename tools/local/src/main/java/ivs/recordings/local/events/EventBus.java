package ivs.recordings.local.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.gateway.ServiceException;
import ivs.recordings.local.template.RuleDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// EventBridge: the buses take events as PutEvents does and hand each to the queue of every rule of
/// theirs that it matches, before the caller gets an answer. An event that two rules match reaches
/// their queue twice, as on AWS. What an archive takes is in it before.
public final class EventBus implements Request.Handler {
  private static final Logger LOG = LogManager.getLogger(EventBus.class);
  private static final ObjectMapper JSON = PutEventsEntry.JSON;
  private static final int MAX_ENTRIES = 10;

  /// 256 KB, the limit that AWS has kept longest.
  private static final int MAX_TOTAL_BYTES = 256 << 10;

  /// Room for the limit above with every character escaped.
  private static final int MAX_BODY_BYTES = 2 << 20;

  private volatile Consumer<String> witness = _ -> {};

  private final Map<String, EventDelivery> buses;
  private final AddedRules addedRules;
  private final ReplayManager replays;
  private final Clock clock;

  /// @param buses by name
  public EventBus(Map<String, EventDelivery> buses, ReplayManager replays, Clock clock) {
    this.buses = new TreeMap<>(buses);
    this.addedRules = new AddedRules(buses);
    this.replays = replays;
    this.clock = clock;
  }

  /// Who hears of every event that the default bus takes, whatever becomes of it.
  public EventBus tell(Consumer<String> hearer) {
    witness = hearer;
    return this;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var target = String.valueOf(request.getHeaders().get("X-Amz-Target"));
    try {
      var answer = answer(target.substring(target.indexOf('.') + 1), read(request));
      response.setStatus(HttpStatus.OK_200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-amz-json-1.1");
      Content.Sink.write(response, true, answer.toString(), callback);
    } catch (ServiceException refused) {
      refused.asError().write(response, callback);
    }
    return true;
  }

  private ObjectNode answer(String operation, JsonNode request) throws ServiceException {
    return switch (operation) {
      case "PutEvents" -> putEvents(request.path("Entries"));
      case "ListEventBuses" -> listBuses();
      case "DescribeEventBus" -> describeBus(request.path("Name").asText());
      case "ListRules" -> listRules(bus(request));
      case "DescribeRule" -> describeRule(bus(request), request.path("Name").asText());
      case "PutRule" -> addedRules.put(bus(request), request);
      case "DeleteRule" -> addedRules.delete(bus(request), request);
      case "PutTargets" -> addedRules.putTargets(bus(request), request);
      case "RemoveTargets" -> addedRules.removeTargets(bus(request), request);
      case "ListArchives" -> replays.listArchives();
      case "DescribeArchive" -> replays.describeArchive(request.path("ArchiveName").asText());
      case "StartReplay" -> replays.start(request);
      case "DescribeReplay" -> replays.describe(request.path("ReplayName").asText());
      case "CancelReplay" -> replays.cancel(request.path("ReplayName").asText());
      case "ListReplays" -> replays.list();
      default ->
          throw new ServiceException(
              "UnknownOperationException",
              "the embedded event bus knows PutEvents, its buses, rules, archives and replays, not "
                  + operation);
    };
  }

  private static JsonNode read(Request request) throws ServiceException {
    try {
      var body = Content.Source.asByteArrayAsync(request, MAX_BODY_BYTES).join();
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (CompletionException tooLong) {
      throw new ServiceException("ValidationException", "the request is longer than any can be");
    } catch (JsonProcessingException notJson) {
      throw new ServiceException("SerializationException", "the request is not JSON");
    }
  }

  private ObjectNode putEvents(JsonNode entries) throws ServiceException {
    checkLimits(entries);
    var judged = new ArrayList<PutEventsEntry>();
    for (var entry : entries) {
      judged.add(PutEventsEntry.judge(entry, buses.keySet(), clock.instant()));
    }
    var answer = JSON.createObjectNode();
    var results = JSON.createArrayNode();
    var failed = 0;
    for (var entry : judged) {
      var result = results.addObject();
      switch (delivered(entry)) {
        case PutEventsEntry.Accepted(_, var id, _) -> result.put("EventId", id);
        case PutEventsEntry.Refused(var code, var message) -> {
          failed++;
          result.put("ErrorCode", code).put("ErrorMessage", message);
        }
      }
    }
    answer.put("FailedEntryCount", failed);
    answer.set("Entries", results);
    return answer;
  }

  private static void checkLimits(JsonNode entries) throws ServiceException {
    if (!entries.isArray() || entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw new ServiceException(
          "ValidationException",
          "1 validation error detected: 'entries' has %d members; it must have at least 1 and at most %d"
              .formatted(entries.size(), MAX_ENTRIES));
    }
    var total = 0L;
    for (var entry : entries) {
      total += PutEventsEntry.size(entry);
    }
    if (total > MAX_TOTAL_BYTES) {
      throw new ServiceException(
          "ValidationException",
          "Total size of the entries in the request is over the limit: %d of %d bytes"
              .formatted(total, MAX_TOTAL_BYTES));
    }
  }

  private PutEventsEntry delivered(PutEventsEntry judged) {
    return switch (judged) {
      case PutEventsEntry.Refused refused -> refused;
      case PutEventsEntry.Accepted accepted -> deliver(seen(accepted));
    };
  }

  private PutEventsEntry.Accepted seen(PutEventsEntry.Accepted event) {
    if (event.bus().equals(RuleDefinition.DEFAULT_BUS)) {
      witness.accept(event.envelope());
    }
    return event;
  }

  private PutEventsEntry deliver(PutEventsEntry.Accepted event) {
    try {
      replays.keep(event.bus(), event.envelope());
      Optional.ofNullable(buses.get(event.bus()))
          .orElseThrow()
          .deliver(event.envelope(), _ -> true);
      return event;
    } catch (Exception undelivered) {
      LOG.error("event {} did not reach every queue it was meant for", event.id(), undelivered);
      return new PutEventsEntry.Refused("InternalFailure", "An internal error occurred.");
    }
  }

  /// The name of the bus that a request is about.
  private String bus(JsonNode request) throws ServiceException {
    var name = PutEventsEntry.busName(request.path("EventBusName").asText(""));
    if (!buses.containsKey(name)) {
      throw noSuchBus(name);
    }
    return name;
  }

  private static ServiceException noSuchBus(String name) {
    return new ServiceException(
        "ResourceNotFoundException", "Event bus %s does not exist.".formatted(name));
  }

  private ObjectNode listBuses() {
    var answer = JSON.createObjectNode();
    var list = answer.putArray("EventBuses");
    buses.keySet().forEach(name -> list.add(busDescription(name)));
    return answer;
  }

  private ObjectNode describeBus(String asked) throws ServiceException {
    var name = PutEventsEntry.busName(asked.equals("null") ? "" : asked);
    if (!buses.containsKey(name)) {
      throw noSuchBus(name);
    }
    return busDescription(name);
  }

  private static ObjectNode busDescription(String name) {
    return JSON.createObjectNode().put("Name", name).put("Arn", RuleDefinition.busArn(name));
  }

  private RuleMatcher rulesOf(String bus) {
    return Optional.ofNullable(buses.get(bus)).orElseThrow().rules();
  }

  private ObjectNode listRules(String bus) {
    var answer = JSON.createObjectNode();
    var list = answer.putArray("Rules");
    rulesOf(bus).all().forEach(rule -> list.add(description(rule)));
    return answer;
  }

  private ObjectNode describeRule(String bus, String name) throws ServiceException {
    var rule = rulesOf(bus).find(name);
    if (rule.isEmpty()) {
      throw new ServiceException(
          "ResourceNotFoundException", "Rule %s does not exist on the bus.".formatted(name));
    }
    return description(rule.get());
  }

  private static ObjectNode description(RuleDefinition rule) {
    var description = JSON.createObjectNode();
    description.put("Name", rule.name());
    description.put("Arn", rule.arn());
    description.put("EventPattern", rule.eventPattern());
    description.put("State", "ENABLED");
    description.put("EventBusName", rule.bus());
    return description;
  }
}
