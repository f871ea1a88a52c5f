package ivs.recordings.handler.ingest;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// A real client that writes down each call before it is made, and may do something first: let a
/// rival write, or fail.
public final class CountingClient {
  private final List<DynamoDbRequest> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();
  private final DynamoDbClient client;

  public CountingClient(DynamoDbClient real, Consumer<DynamoDbRequest> before) {
    this.client =
        (DynamoDbClient)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    closed.incrementAndGet();
                    return null;
                  }
                  if (method.isDefault()
                      && arguments != null
                      && !(arguments[0] instanceof DynamoDbRequest)) {
                    return InvocationHandler.invokeDefault(proxy, method, arguments);
                  }
                  if (arguments != null && arguments[0] instanceof DynamoDbRequest request) {
                    if (method.getName().endsWith("Paginator")) {
                      return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    calls.add(request);
                    before.accept(request);
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                  }
                });
  }

  public CountingClient(DynamoDbClient real) {
    this(real, _ -> {});
  }

  /// A client whose calls are throttled where this is so, before anything is done.
  public static DynamoDbClient failing(DynamoDbClient real, Predicate<DynamoDbRequest> where) {
    return new CountingClient(
            real,
            call -> {
              if (where.test(call)) {
                throw DynamoDbException.builder()
                    .message("Throughput exceeds the current capacity of your table")
                    .awsErrorDetails(
                        AwsErrorDetails.builder().errorCode("ThrottlingException").build())
                    .statusCode(400)
                    .build();
              }
            })
        .client();
  }

  /// A client before whose first such call another writer acts.
  public static DynamoDbClient raced(
      DynamoDbClient real, Predicate<DynamoDbRequest> moment, Runnable rivalsMove) {
    var moved = new AtomicBoolean();
    return new CountingClient(
            real,
            call -> {
              if (moment.test(call) && moved.compareAndSet(false, true)) {
                rivalsMove.run();
              }
            })
        .client();
  }

  /// A client that makes its first update of a table twice, as one does that got no answer.
  ///
  /// @param done whether it has
  public static DynamoDbClient unanswered(DynamoDbClient real, String table, AtomicBoolean done) {
    return new CountingClient(
            real,
            call -> {
              if (call instanceof UpdateItemRequest update
                  && isUpdateOf(table, update)
                  && done.compareAndSet(false, true)) {
                real.updateItem(update);
              }
            })
        .client();
  }

  public static boolean isUpdateOf(String table, DynamoDbRequest call) {
    return call instanceof UpdateItemRequest update && update.tableName().equals(table);
  }

  public DynamoDbClient client() {
    return client;
  }

  /// How often it was to be closed; the real client stays open for other tests.
  int closed() {
    return closed.get();
  }

  /// The calls of one kind since the last question.
  public <T extends DynamoDbRequest> List<T> calls(Class<T> kind) {
    return calls.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// The calls since the last question, by their names.
  public List<String> calls() {
    var names =
        calls.stream().map(call -> call.getClass().getSimpleName().replace("Request", "")).toList();
    calls.clear();
    return names;
  }
}
