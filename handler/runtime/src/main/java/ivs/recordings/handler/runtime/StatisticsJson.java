package ivs.recordings.handler.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.figures.CostEstimate;
import ivs.recordings.model.figures.PriceList;
import ivs.recordings.model.figures.PriceList.Item;
import ivs.recordings.model.figures.PriceList.Price;
import ivs.recordings.model.figures.Statistics;
import ivs.recordings.model.figures.Totals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;

/// Statistics as the API and the command `stats` write them, with what they cost by the list in
/// `prices.json`. What is unknown is absent.
public final class StatisticsJson {
  private static final double MILLIS_OF_A_MINUTE = 60_000;

  /// Hundredths of a percent, and of a cent.
  private static final double ROUNDED = 10_000;

  private StatisticsJson() {}

  /// The prices that costs are estimated by.
  public static PriceList prices() {
    try (var file =
        Objects.requireNonNull(
            StatisticsJson.class.getResourceAsStream("prices.json"), "prices.json is missing")) {
      var json = JsonFields.MAPPER.readTree(file);
      return new PriceList(
          json.path("currency").asText(),
          LocalDate.parse(json.path("date").asText()),
          StreamSupport.stream(json.path("prices").spliterator(), false)
              .map(StatisticsJson::price)
              .toList());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Price price(JsonNode json) {
    return new Price(
        Item.valueOf(json.path("item").asText()),
        json.path("amount").asDouble(),
        json.path("unit").asText(),
        json.path("what").asText(),
        json.path("source").asText());
  }

  public static ObjectNode of(Statistics statistics, PriceList prices) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("since", statistics.window().since().toString());
    json.put("until", statistics.window().until().toString());
    json.put("by", statistics.by().name().toLowerCase(Locale.ROOT));
    var all = statistics.total();
    var groups = json.putArray("groups");
    statistics
        .groups()
        .forEach((key, totals) ->
            groups.add(
                put(JsonNodeFactory.instance.objectNode().put("key", key), totals, all, prices)));
    json.set("total", put(JsonNodeFactory.instance.objectNode(), all, all, prices));
    var cost = CostEstimate.of(all, all, prices);
    json.putObject("comparison")
        .put("archivePerMonth", rounded(cost.archivePerMonth()))
        .put("processing", rounded(cost.processing()))
        .put("cloudRecording", rounded(cost.cloudRecording()));
    json.set("prices", of(prices));
    return json;
  }

  private static ObjectNode put(ObjectNode json, Totals totals, Totals all, PriceList prices) {
    json.put("recordings", totals.recordings());
    json.put("recordedMinutes", rounded(totals.recordedMs() / MILLIS_OF_A_MINUTE));
    json.put("failed", totals.failed());
    totals.failureRate().ifPresent(rate -> json.put("failureRate", rounded(rate)));
    totals.failures().forEach(json.putObject("failures")::put);
    json.put("bytes", totals.bytes());
    json.put("playbackGrants", totals.grants());
    var cost = CostEstimate.of(totals, all, prices);
    json.putObject("cost")
        .put("storagePerMonth", rounded(cost.storagePerMonth()))
        .put("delivery", rounded(cost.delivery()));
    return json;
  }

  private static ObjectNode of(PriceList prices) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("currency", prices.currency()).put("date", prices.date().toString());
    var items = json.putArray("items");
    prices
        .prices()
        .forEach(price ->
            items
                .addObject()
                .put("item", price.item().name())
                .put("amount", price.amount())
                .put("unit", price.unit())
                .put("what", price.what())
                .put("source", price.source()));
    return json;
  }

  private static double rounded(double amount) {
    return Math.round(amount * ROUNDED) / ROUNDED;
  }
}
