package ivs.recordings.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.UnprocessedKeysException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

final class BatchReaderTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  @Test
  void moreKeysThanOneCallTakesAreReadInPages() {
    var profiles = LOCAL.tables(Clock.systemUTC()).profiles();
    var channels = new HashSet<SourceArn>();
    for (int i = 0; i < 250; i++) {
      var channel = new SourceArn("arn:aws:ivs:channel/" + i);
      channels.add(channel);
      profiles.put(profile(channel));
    }

    var known = LOCAL.tables(Clock.systemUTC()).batchReader().read(channels, Set.of(), Set.of());

    assertThat(known.profiles()).hasSize(250);
  }

  @Test
  void keysThatAreHandedBackAreAskedForAgain() {
    var channels = Set.of(new SourceArn("arn:1"), new SourceArn("arn:2"), new SourceArn("arn:3"));
    channels.forEach(channel -> LOCAL.tables(Clock.systemUTC()).profiles().put(profile(channel)));
    var oneKeyACall = new Stingy(LOCAL.dynamo(), 1);

    var known = new BatchReader(oneKeyACall, TableNames.PLAIN).read(channels, Set.of(), Set.of());

    assertThat(known.profiles()).hasSize(3);
    assertThat(oneKeyACall.calls).hasSize(3);
  }

  @Test
  void aTableThatHandsEverythingBackIsGivenUpAfterFiveCalls() {
    var nothing = new Stingy(LOCAL.dynamo(), 0);

    assertThatThrownBy(() ->
            new BatchReader(nothing, TableNames.PLAIN)
                .read(Set.of(), Set.of(new StreamId("st-1")), Set.of()))
        .isInstanceOf(UnprocessedKeysException.class);
    assertThat(nothing.calls).hasSize(BatchReader.MOST_ATTEMPTS);
  }

  @Test
  void anUnsoundProfileIsACorruptRowForEveryReader() {
    var channel = new SourceArn("arn:unsound");
    var corrupt = new HashMap<>(ProfileTable.key(channel));
    corrupt.put(ProfileTable.PROFILE_ID, AttributeValue.fromS(" "));
    LOCAL.dynamo().putItem(put -> put.tableName("Profile").item(corrupt));
    var tables = LOCAL.tables(Clock.systemUTC());
    var known = tables.batchReader().read(Set.of(channel), Set.of(), Set.of());

    assertThatThrownBy(() -> known.profile(channel)).isInstanceOf(CorruptItemException.class);
    assertThatThrownBy(() -> tables.profiles().find(channel))
        .isInstanceOf(CorruptItemException.class)
        .hasMessage(
            "the item arn:unsound of Profile cannot be read: attribute profileId has the value ' '");
    assertThat(tables.profiles().segment(0, 1)).isEmpty();
  }

  private static Profile profile(SourceArn channel) {
    return new Profile(channel, new ProfileId("ada"), Optional.empty(), Optional.empty());
  }

  /// DynamoDB Local never hands keys back, so this does: it answers so many keys a call and returns
  /// the rest unprocessed, as a throttled table does.
  private static final class Stingy implements DynamoDbClient {
    private final DynamoDbClient real;
    private final int keysACall;
    private final List<BatchGetItemRequest> calls = new ArrayList<>();

    Stingy(DynamoDbClient real, int keysACall) {
      this.real = real;
      this.keysACall = keysACall;
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
      calls.add(request);
      Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
      Map<String, KeysAndAttributes> served = new LinkedHashMap<>();
      request
          .requestItems()
          .forEach((table, asked) -> {
            int split = Math.min(keysACall, asked.keys().size());
            keep(served, table, asked.toBuilder(), asked.keys().subList(0, split));
            keep(
                unprocessed,
                table,
                asked.toBuilder(),
                asked.keys().subList(split, asked.keys().size()));
          });
      if (served.isEmpty()) {
        return BatchGetItemResponse.builder()
            .responses(Map.of())
            .unprocessedKeys(unprocessed)
            .build();
      }
      return real.batchGetItem(get -> get.requestItems(served)).toBuilder()
          .unprocessedKeys(unprocessed)
          .build();
    }

    private static void keep(
        Map<String, KeysAndAttributes> requests,
        String table,
        KeysAndAttributes.Builder request,
        List<Map<String, AttributeValue>> keys) {
      if (!keys.isEmpty()) {
        requests.put(table, request.keys(keys).build());
      }
    }

    @Override
    public String serviceName() {
      return real.serviceName();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
