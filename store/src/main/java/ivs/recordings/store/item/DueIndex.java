package ivs.recordings.store.item;

import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.sortKey;

import ivs.recordings.model.recording.RecordingId;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The entry of a row in the index `byDue`, which holds what will be deleted.
///
/// A row has one while it has ended, has a retention time and is not held, and from a request to
/// delete it until its tombstone is written: a deletion that was cut short is found by it.
///
/// @param month the partition, such as 2026-11
/// @param at the sort key: when it is due, # and the id
public record DueIndex(Optional<AttributeValue> month, Optional<AttributeValue> at) {
  public static final String DUE_MONTH = "dueMonth"; // S, such as 2026-11
  public static final String DUE_AT = "dueAt"; // S, when it is due, # and the id

  /// It is in no list.
  public static final DueIndex NONE = new DueIndex(Optional.empty(), Optional.empty());

  /// How far back runs look. A row is never put into a month that is over, so only runs that were
  /// off for that long leave something behind, and their alarm has told so.
  private static final int MONTHS = 24;

  /// Due at a moment. An entry that is due already, such as that of an event that came years late,
  /// belongs to the month in which it is written.
  public static DueIndex at(Instant due, RecordingId id, Instant now) {
    var later = due.isAfter(now) ? due : now;
    return new DueIndex(
        Optional.of(s(month(later).toString())), Optional.of(sortKey(due, id.value())));
  }

  /// The partitions that may hold what is due, oldest first.
  public static List<String> monthsUntil(Instant now) {
    var last = month(now);
    return Stream.iterate(
            last.minusMonths(MONTHS), month -> !month.isAfter(last), month -> month.plusMonths(1))
        .map(YearMonth::toString)
        .toList();
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC));
  }
}
