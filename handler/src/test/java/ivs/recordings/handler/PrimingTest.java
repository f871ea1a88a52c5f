package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.store.LocalTables;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.util.Map;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

final class PrimingTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Context<Resource> CONTEXT = Core.getGlobalContext();

  private final CountingClient counting = new CountingClient(LOCAL.dynamo());
  private final Priming priming = priming(counting);

  @Test
  void itReadsOnceAsksForOneUpdateAndChangesNothing() {
    priming.beforeCheckpoint(CONTEXT);

    assertThat(counting.calls(UpdateItemRequest.class))
        .singleElement()
        .satisfies(
            update -> assertThat(update.conditionExpression()).isEqualTo("#version = :seen"));
    assertThat(counting.calls()).containsExactly("BatchGetItem", "UpdateItem");
    for (var table : new String[] {"Profile", "StreamSession", "Recording", "ParkedEvent"}) {
      assertThat(LOCAL.items(table)).as(table).isEmpty();
    }
  }

  @Test
  void afterARestoreOneReadOpensTheConnectionAgain() {
    priming.afterRestore(CONTEXT);

    assertThat(counting.calls()).containsExactly("BatchGetItem");
  }

  @Test
  void aFaultDoesNotFailTheDeployment() {
    var broken =
        priming(
            new CountingClient(
                LOCAL.dynamo(),
                _ -> {
                  throw DynamoDbException.builder().message("no way").build();
                }));

    broken.beforeCheckpoint(CONTEXT);
    broken.afterRestore(CONTEXT);
  }

  @Test
  void aCacheThatIsPromisedAndNotUsedIsNotCounted() {
    assertThat(AotCache.of(Map.of()).isUsed()).isFalse();
    assertThat(AotCache.of(Map.of("AOT_CACHE", "/opt/handler.aot")).isUsed()).isFalse();
  }

  private static Priming priming(CountingClient client) {
    return new Priming(Tables.of(client.client(), TableNames.PLAIN, Clock.systemUTC()));
  }
}
