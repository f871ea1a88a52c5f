package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.consistent;
import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.Legible;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/// Whom each channel belongs to. People write it; the handler only reads.
public final class ProfileTable {
  static final String SOURCE_ARN = "sourceArn"; // S, partition key
  static final String PROFILE_ID = "profileId"; // S
  static final String CHANNEL_NAME = "channelName"; // S
  static final String DISPLAY_NAME = "displayName"; // S
  static final String USERNAME = "username"; // S
  static final String IMAGE = "image"; // S, an address
  static final String DEFAULT_RETENTION_DAYS = "defaultRetentionDays"; // N, 0 keeps recordings

  private final DynamoDbClient dynamo;
  private final String table;

  public ProfileTable(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /// Whom a channel belongs to.
  ///
  /// @throws CorruptItemException if the row is corrupt
  public Optional<Profile> find(SourceArn sourceArn) {
    var found =
        dynamo.getItem(get -> get.tableName(table).key(key(sourceArn)).consistentRead(true));
    return found.hasItem() ? Optional.of(read(found.item())) : Optional.empty();
  }

  /// Links a channel to a profile, in place of whatever it was linked to.
  public void put(Profile profile) {
    Map<String, AttributeValue> item = new HashMap<>(key(profile.sourceArn()));
    item.put(PROFILE_ID, s(profile.profileId().value()));
    profile.channelName().ifPresent(name -> item.put(CHANNEL_NAME, s(name)));
    profile.displayName().ifPresent(name -> item.put(DISPLAY_NAME, s(name)));
    profile.username().ifPresent(name -> item.put(USERNAME, s(name)));
    profile.image().ifPresent(address -> item.put(IMAGE, s(address)));
    profile
        .defaultRetentionDays()
        .ifPresent(days -> item.put(DEFAULT_RETENTION_DAYS, ItemValues.n(days)));
    dynamo.putItem(put -> put.tableName(table).item(item));
  }

  /// Removes the link of a channel.
  ///
  /// @return whether it was linked
  public boolean remove(SourceArn sourceArn) {
    return dynamo
        .deleteItem(
            delete -> delete.tableName(table).key(key(sourceArn)).returnValues(ReturnValue.ALL_OLD))
        .hasAttributes();
  }

  /// Every profile, for people to read; it walks the whole table.
  public Legible<Profile> all() {
    return Legible.of(
        dynamo.scanPaginator(scan -> scan.tableName(table)).items().stream(), ProfileTable::read);
  }

  /// One of `segments` parts of the table, the same profiles each time: a way to walk all of them
  /// bit by bit without remembering where one was. A corrupt row is left out; the events of its
  /// channel fail and name it.
  public List<Profile> segment(int segment, int segments) {
    return Legible.of(
            dynamo
                .scanPaginator(
                    scan -> scan.tableName(table).segment(segment).totalSegments(segments))
                .items()
                .stream(),
            ProfileTable::read)
        .rows();
  }

  static Map<String, AttributeValue> key(SourceArn sourceArn) {
    return Map.of(SOURCE_ARN, s(sourceArn.value()));
  }

  /// The names are for people only, so an odd one stops nothing. A corrupt retention time stops
  /// everything: a recording must neither go too early nor stay for good.
  static Profile read(Map<String, AttributeValue> item) {
    return consistent(item, () -> profile(item));
  }

  private static Profile profile(Map<String, AttributeValue> item) {
    return new Profile(
        required(item, SOURCE_ARN, SourceArn::new),
        required(item, PROFILE_ID, ProfileId::new),
        Optional.ofNullable(item.get(CHANNEL_NAME)).map(AttributeValue::s),
        Optional.ofNullable(item.get(DISPLAY_NAME)).map(AttributeValue::s),
        Optional.ofNullable(item.get(USERNAME)).map(AttributeValue::s),
        Optional.ofNullable(item.get(IMAGE)).map(AttributeValue::s),
        maybeNumber(item, DEFAULT_RETENTION_DAYS)
            .map(days -> Math.clamp(days, -1, Integer.MAX_VALUE)));
  }
}
