package ivs.recordings.model.figures;

import ivs.recordings.model.figures.PriceList.Item;

/// What recordings cost, in the currency of a price list, and what they would cost elsewhere. An
/// estimate: it knows neither discounts nor how much of a recording is watched.
///
/// @param storagePerMonth of all that was recorded, as long as it is kept
/// @param delivery if each grant of playback plays one recording of average size, once and whole
/// @param archivePerMonth the storage if it were in an archive
/// @param processing if each recording were processed on a machine of one's own
/// @param cloudRecording if another provider's cloud had recorded it
public record CostEstimate(
    double storagePerMonth,
    double delivery,
    double archivePerMonth,
    double processing,
    double cloudRecording) {
  /// As prices count it.
  private static final double BYTES_OF_A_GB = 1e9;

  private static final double MILLIS_OF_THOUSAND_MINUTES = 60e6;

  /// The costs of some totals.
  ///
  /// @param all of the same window: they say how large a recording is on average. The recordings
  ///   that are played in it may have begun before
  public static CostEstimate of(Totals totals, Totals all, PriceList prices) {
    var gigabytes = totals.bytes() / BYTES_OF_A_GB;
    var average = all.recordings() > 0 ? all.bytes() / BYTES_OF_A_GB / all.recordings() : 0;
    return new CostEstimate(
        gigabytes * prices.amount(Item.STORAGE),
        totals.grants() * average * prices.amount(Item.DELIVERY),
        gigabytes * prices.amount(Item.ARCHIVE),
        totals.recordings() * prices.amount(Item.PROCESSING),
        totals.recordedMs() / MILLIS_OF_THOUSAND_MINUTES * prices.amount(Item.CLOUD_RECORDING));
  }
}
