package ivs.recordings.model.webhook;

import ivs.recordings.model.event.SafeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The place of a delivery in the log of its endpoint: the event's time, of fixed width, and its
/// id, as `2026-11-30T08:00:00.000Z#6f1c…`.
public record DeliveryKey(String value) {
  private static final int LONGEST_ID = 100;
  private static final int TIME_LENGTH = 24;
  private static final DateTimeFormatter FIXED_WIDTH =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public DeliveryKey {
    if (value.length() < TIME_LENGTH + 2 || value.charAt(TIME_LENGTH) != '#') {
      throw new IllegalArgumentException("a delivery is named by a time, # and an id");
    }
    try {
      Instant.parse(value.substring(0, TIME_LENGTH));
    } catch (DateTimeException noTime) {
      throw new IllegalArgumentException("the name of a delivery begins with a time", noTime);
    }
    SafeText.id("delivery id", value.substring(TIME_LENGTH + 1), LONGEST_ID);
  }

  public static DeliveryKey of(Instant time, String id) {
    return new DeliveryKey(FIXED_WIDTH.format(time) + "#" + id);
  }

  /// What all deliveries from a time on are behind of, in the order of keys.
  public static String from(Instant time) {
    return FIXED_WIDTH.format(time);
  }

  public Instant time() {
    return Instant.parse(value.substring(0, TIME_LENGTH));
  }

  /// The id of the event, which the header `webhook-id` holds.
  public String eventId() {
    return value.substring(TIME_LENGTH + 1);
  }
}
