package ivs.recordings.handler.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import ivs.recordings.handler.ingest.row.Outcome;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import java.io.ByteArrayInputStream;
import java.time.Clock;
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

  private static final int ROUNDS = 3;
  private static final Context<Resource> CONTEXT = Core.getGlobalContext();

  @RegisterExtension final PrintedLog log = new PrintedLog();

  private final CountingClient counting = new CountingClient(LOCAL.dynamo());
  private final Priming priming = priming(counting);

  @Test
  void itReadsAndAsksForUpdatesUntilTheirWayIsCompiledAndChangesNothing() {
    priming.beforeCheckpoint(CONTEXT);

    assertThat(counting.calls(UpdateItemRequest.class))
        .hasSize(ROUNDS)
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
  void theRehearsalIsOfAWriteThatHolds() throws Exception {
    var function =
        new RecordingStatusHandler(
            HandlerFixture.ENVIRONMENT, new PrimingStub(Priming.CHANNEL), Clock.systemUTC());

    var batches = LambdaEventSerializers.serializerFor(SQSEvent.class, getClass().getClassLoader());

    for (var batch : Priming.BATCHES) {
      var answer =
          function.handleRequest(
              batches.fromJson(new ByteArrayInputStream(batch)), Priming.INVOCATION);
      assertThat(answer.getBatchItemFailures()).isEmpty();
    }
    assertThat(log.eventLines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line.path("effect").asText()).isEqualTo("written"));
  }

  @Test
  void theRehearsalPrintsNothingAndLaterEventsPrint() throws Exception {
    priming.beforeCheckpoint(CONTEXT);
    assertThat(log.text()).isEmpty();

    EventLog.write("m", "", new Outcome.Unchanged());
    assertThat(log.eventLines()).hasSize(1);
  }

  /// After the restore a connection of the snapshot would lead nowhere.
  @Test
  void theClientOfThePrimingIsClosedBeforeTheSnapshot() {
    priming.beforeCheckpoint(CONTEXT);

    assertThat(counting.closed()).isOne();
  }

  @Test
  void afterARestoreOneReadAndOneUpdateWarmTheFunctionsOwnClient() {
    priming.afterRestore(CONTEXT);

    assertThat(counting.calls()).containsExactly("BatchGetItem", "UpdateItem");
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

  private static Priming priming(CountingClient client) {
    return new Priming(
        Tables.of(client.client(), TableNames.PLAIN, Clock.systemUTC()),
        TableNames.PLAIN,
        client::client,
        Thread::startVirtualThread,
        ROUNDS);
  }
}
