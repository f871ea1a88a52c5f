package ivs.recordings.store;

import static ivs.recordings.store.Items.maybeString;
import static ivs.recordings.store.Items.s;
import static ivs.recordings.store.Items.string;

import ivs.recordings.model.Profile;
import ivs.recordings.model.ProfileId;
import ivs.recordings.model.SourceArn;
import ivs.recordings.store.DynamoDb.Delete;
import ivs.recordings.store.DynamoDb.Scan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Whom each channel belongs to. People write it; the handler only reads.
public final class ProfileTable {
  static final String SOURCE_ARN = "sourceArn"; // S, partition key
  static final String PROFILE_ID = "profileId"; // S
  static final String CHANNEL_NAME = "channelName"; // S
  static final String DISPLAY_NAME = "displayName"; // S

  private final DynamoDb dynamo;
  private final String table;

  public ProfileTable(DynamoDb dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /// Whom a channel belongs to.
  ///
  /// @throws CorruptRow if the row was spoiled by hand
  public Optional<Profile> find(SourceArn sourceArn) {
    return dynamo.getItem(table, key(sourceArn)).map(ProfileTable::read);
  }

  /// Links a channel to a profile, in place of whatever it was linked to.
  public void put(Profile profile) {
    Map<String, Attribute> item = new HashMap<>(key(profile.sourceArn()));
    item.put(PROFILE_ID, s(profile.profileId().value()));
    profile.channelName().ifPresent(name -> item.put(CHANNEL_NAME, s(name)));
    profile.displayName().ifPresent(name -> item.put(DISPLAY_NAME, s(name)));
    dynamo.putItem(table, item);
  }

  /// Links a channel to nobody.
  ///
  /// @return whether it was linked
  public boolean remove(SourceArn sourceArn) {
    try {
      dynamo.deleteItem(
          new Delete(
              table,
              key(sourceArn),
              "attribute_exists(#key)",
              Map.of("#key", SOURCE_ARN),
              Map.of()));
      return true;
    } catch (ConditionFailed notThere) {
      return false;
    }
  }

  /// Every profile, for people to read; it walks the whole table.
  ///
  /// @throws CorruptRow while it is read, naming the channel whose row was spoiled by hand
  public Stream<Profile> all() {
    return dynamo.all(Scan.of(table)).map(ProfileTable::read);
  }

  /// One of `segments` parts of the table, the same profiles each time: a way to walk all of them
  /// bit by bit without remembering where one was. A row that was spoiled by hand is left out; it
  /// is the fault of its own channel's events, and they say so.
  public List<Profile> segment(int segment, int segments) {
    return dynamo
        .all(new Scan(table, segment, segments, Map.of()))
        .flatMap(item -> legible(item).stream())
        .toList();
  }

  private static Optional<Profile> legible(Map<String, Attribute> item) {
    try {
      return Optional.of(read(item));
    } catch (CorruptRow spoiled) {
      return Optional.empty();
    }
  }

  static Map<String, Attribute> key(SourceArn sourceArn) {
    return Map.of(SOURCE_ARN, s(sourceArn.value()));
  }

  static Profile read(Map<String, Attribute> item) {
    try {
      return new Profile(
          new SourceArn(string(item, SOURCE_ARN)),
          new ProfileId(string(item, PROFILE_ID)),
          maybeString(item, CHANNEL_NAME),
          maybeString(item, DISPLAY_NAME));
    } catch (IllegalArgumentException unsound) {
      throw new CorruptRow(String.valueOf(unsound.getMessage()), item);
    }
  }
}
