package ivs.recordings.store;

import static ivs.recordings.store.ItemValues.maybeString;
import static ivs.recordings.store.ItemValues.s;
import static ivs.recordings.store.ItemValues.string;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/// Whom each channel belongs to. People write it; the handler only reads.
public final class ProfileTable {
  static final String SOURCE_ARN = "sourceArn"; // S, partition key
  static final String PROFILE_ID = "profileId"; // S
  static final String CHANNEL_NAME = "channelName"; // S
  static final String DISPLAY_NAME = "displayName"; // S

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
  ///
  /// @throws CorruptItemException while it is read, naming the channel whose row is corrupt
  public Stream<Profile> all() {
    return dynamo.scanPaginator(scan -> scan.tableName(table)).items().stream()
        .map(ProfileTable::read);
  }

  /// One of `segments` parts of the table, the same profiles each time: a way to walk all of them
  /// bit by bit without remembering where one was. A corrupt row is left out; the events of its
  /// channel fail and name it.
  public List<Profile> segment(int segment, int segments) {
    return dynamo
        .scanPaginator(scan -> scan.tableName(table).segment(segment).totalSegments(segments))
        .items()
        .stream()
        .flatMap(item -> legible(item).stream())
        .toList();
  }

  private static Optional<Profile> legible(Map<String, AttributeValue> item) {
    try {
      return Optional.of(read(item));
    } catch (CorruptItemException corrupt) {
      return Optional.empty();
    }
  }

  static Map<String, AttributeValue> key(SourceArn sourceArn) {
    return Map.of(SOURCE_ARN, s(sourceArn.value()));
  }

  static Profile read(Map<String, AttributeValue> item) {
    try {
      return new Profile(
          new SourceArn(string(item, SOURCE_ARN)),
          new ProfileId(string(item, PROFILE_ID)),
          maybeString(item, CHANNEL_NAME),
          maybeString(item, DISPLAY_NAME));
    } catch (IllegalArgumentException unsound) {
      throw new CorruptItemException(String.valueOf(unsound.getMessage()), item);
    }
  }
}
