package ivs.recordings.model.figures;

import java.time.LocalDate;
import java.util.List;

/// What things cost.
///
/// @param currency such as `USD`
/// @param date when the prices were taken from their sources
public record PriceList(String currency, LocalDate date, List<Price> prices) {
  /// What has a price.
  public enum Item {
    /// Storage of one GB for a month.
    STORAGE,
    /// The same where files are not at hand.
    ARCHIVE,
    /// Delivery of one GB to players.
    DELIVERY,
    /// Processing of one recording on a machine of one's own, which nothing here needs.
    PROCESSING,
    /// A thousand minutes that another provider's cloud records.
    CLOUD_RECORDING
  }

  /// One price.
  ///
  /// @param amount of the list's currency
  /// @param unit what the amount is for
  /// @param what whose price it is, and for what amounts and regions it holds
  /// @param source where it stands
  public record Price(Item item, double amount, String unit, String what, String source) {
    public Price {
      if (!(amount >= 0)) {
        throw new IllegalArgumentException("the price of %s is negative".formatted(item));
      }
    }
  }

  /// @throws IllegalArgumentException if it has not exactly one price of each item
  public PriceList {
    prices = List.copyOf(prices);
    for (var item : Item.values()) {
      if (prices.stream().filter(price -> price.item() == item).count() != 1) {
        throw new IllegalArgumentException("there must be one price of %s".formatted(item));
      }
    }
  }

  double amount(Item item) {
    return prices.stream()
        .filter(price -> price.item() == item)
        .mapToDouble(Price::amount)
        .findFirst()
        .orElseThrow();
  }
}
