package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.store.LocalTables;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.Writer;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
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
  void itReadsAndAsksForUpdatesUntilTheirWayIsCompiledAndChangesNothing() {
    priming.beforeCheckpoint(CONTEXT);

    assertThat(counting.calls(UpdateItemRequest.class))
        .hasSize(Priming.ROUNDS)
        .allSatisfy(
            update -> assertThat(update.conditionExpression()).isEqualTo("#version = :seen"));
    assertThat(Set.copyOf(counting.calls()))
        .containsExactlyInAnyOrder("BatchGetItem", "UpdateItem");
    for (var table : new String[] {"Profile", "StreamSession", "Recording", "ParkedEvent"}) {
      assertThat(LOCAL.items(table)).as(table).isEmpty();
    }
  }

  /// What is rehearsed without a database is an event that is written, and no fault on its way.
  @Test
  void theRehearsalIsOfAWriteThatHolds() {
    var report =
        new Bookkeeper(
                Tables.of(new Rehearsal(Priming.NOBODY), TableNames.PLAIN, Clock.systemUTC()),
                UnknownProfiles.PARK,
                Writer.HANDLER,
                Thread::startVirtualThread)
            .enter(Priming.rehearsed());

    assertThat(report.entered())
        .hasSize(2)
        .allSatisfy(entered -> assertThat(entered.effect()).isEqualTo(new Effect.Written(1)));
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
    return new Priming(
        Tables.of(client.client(), TableNames.PLAIN, Clock.systemUTC()),
        Thread::startVirtualThread);
  }
}
