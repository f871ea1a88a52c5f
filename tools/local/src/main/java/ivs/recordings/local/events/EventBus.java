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

/// EventBridge's default bus: takes events as PutEvents does and hands each to the queue of every
/// rule that it matches, before the caller gets an answer. An event that two rules match reaches
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

  private final EventDelivery delivery;
  private final ReplayManager replays;
  private final Clock clock;

  public EventBus(EventDelivery delivery, ReplayManager replays, Clock clock) {
    this.delivery = delivery;
    this.replays = replays;
    this.clock = clock;
  }

  /// Who hears of every event that the bus takes, whatever becomes of it.
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
      case "ListRules" -> listRules();
      case "DescribeRule" -> describeRule(request.path("Name").asText());
      case "ListArchives" -> replays.listArchives();
      case "DescribeArchive" -> replays.describeArchive(request.path("ArchiveName").asText());
      case "StartReplay" -> replays.start(request);
      case "DescribeReplay" -> replays.describe(request.path("ReplayName").asText());
      case "CancelReplay" -> replays.cancel(request.path("ReplayName").asText());
      case "ListReplays" -> replays.list();
      default ->
          throw new ServiceException(
              "UnknownOperationException",
              "the embedded event bus knows PutEvents, its rules, archives and replays, not "
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
      judged.add(PutEventsEntry.judge(entry, clock.instant()));
    }
    var answer = JSON.createObjectNode();
    var results = JSON.createArrayNode();
    var failed = 0;
    for (var entry : judged) {
      var result = results.addObject();
      switch (delivered(entry)) {
        case PutEventsEntry.Accepted(var id, _) -> result.put("EventId", id);
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
    witness.accept(event.envelope());
    return event;
  }

  private PutEventsEntry deliver(PutEventsEntry.Accepted event) {
    try {
      replays.keep(event.envelope());
      delivery.deliver(event.envelope(), _ -> true);
      return event;
    } catch (Exception undelivered) {
      LOG.error("event {} did not reach every queue it was meant for", event.id(), undelivered);
      return new PutEventsEntry.Refused("InternalFailure", "An internal error occurred.");
    }
  }

  private ObjectNode listRules() {
    var answer = JSON.createObjectNode();
    var list = answer.putArray("Rules");
    delivery.rules().all().forEach(rule -> list.add(description(rule)));
    return answer;
  }

  private ObjectNode describeRule(String name) throws ServiceException {
    var rule = delivery.rules().find(name);
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
    description.put("EventBusName", "default");
    return description;
  }
}
