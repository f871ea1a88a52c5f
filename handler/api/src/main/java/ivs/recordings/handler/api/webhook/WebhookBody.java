package ivs.recordings.handler.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.BodyFields;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.model.library.DomainEvent;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.EventFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a client says of an endpoint. A field that is absent keeps what is there; a filter that is
/// null or empty wants all.
record WebhookBody(JsonNode json) {
  private static final Set<String> FIELDS =
      Set.of("url", "types", "profiles", "sources", "enabled");

  private static final Set<String> TYPES =
      Arrays.stream(DomainEvent.Type.values())
          .map(DomainEvent.Type::word)
          .collect(Collectors.toUnmodifiableSet());

  /// A filter is a short list; who wants more of a kind wants all.
  private static final int MOST_VALUES = 100;

  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  static WebhookBody of(ApiRequest request) {
    return new WebhookBody(BodyFields.of(request, FIELDS).body());
  }

  Optional<String> url() {
    var url = Optional.ofNullable(json.get("url"));
    if (url.filter(value -> !value.isTextual()).isPresent()) {
      throw refused("url must be a string");
    }
    return url.map(JsonNode::textValue);
  }

  Optional<Boolean> enabled() {
    var enabled = Optional.ofNullable(json.get("enabled"));
    if (enabled.filter(value -> !value.isBoolean()).isPresent()) {
      throw refused("enabled must be true or false");
    }
    return enabled.map(JsonNode::booleanValue);
  }

  EventFilter filter(EventFilter before) {
    return new EventFilter(
        set("types", before.types(), WebhookBody::type),
        set("profiles", before.profiles(), ProfileId::new),
        set("sources", before.sources(), Source::valueOf));
  }

  private static String type(String text) {
    if (!TYPES.contains(text)) {
      throw new IllegalArgumentException("no type of event");
    }
    return text;
  }

  private <T> Set<T> set(String name, Set<T> before, Function<String, T> type) {
    var values = json.get(name);
    if (values == null) {
      return before;
    }
    if (values.isNull()) {
      return Set.of();
    }
    if (!values.isArray() || values.size() > MOST_VALUES) {
      throw refused("%s must be a list of at most %d strings".formatted(name, MOST_VALUES));
    }
    var set = new LinkedHashSet<T>();
    for (var value : values) {
      try {
        set.add(type.apply(value.isTextual() ? value.textValue() : ""));
      } catch (IllegalArgumentException unsound) {
        throw refused(name + " holds a value that there is not");
      }
    }
    return set;
  }

  /// The time that a replay begins at, as keys of the log have it.
  static String since(ApiRequest request) {
    var since = BodyFields.of(request, Set.of("since")).body().path("since").asText();
    try {
      var time = OffsetDateTime.parse(since).toInstant();
      if (!time.isBefore(FIRST) && time.isBefore(LAST)) {
        return DeliveryKey.from(time);
      }
    } catch (DateTimeException unsound) {
      // Refused below, with those beyond all logs.
    }
    throw refused("since must be a time such as 2026-11-30T08:00:00Z");
  }

  static RejectedRequestException refused(String detail) {
    return new RejectedRequestException(Problem.invalid(detail + "."));
  }
}
