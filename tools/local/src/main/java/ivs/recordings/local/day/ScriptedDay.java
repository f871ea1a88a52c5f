package ivs.recordings.local.day;

import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.LocalClients;
import ivs.recordings.local.cloudwatch.Alarm;
import ivs.recordings.local.gateway.AwsService;
import ivs.recordings.local.gateway.ErrorResponse;
import ivs.recordings.local.lambda.LambdaApi;
import ivs.recordings.local.lambda.StreamMapping;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.lifecycle.ManualClock;
import ivs.recordings.local.template.LocalNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.server.Request;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;

/// A day on which everything goes wrong, one thing after the other, and each is mended as the
/// runbook says. The system is the embedded one with the packaged functions, in a time that is
/// moved on minute by minute; the alarms are those of template.yaml, judged over the metrics that
/// the functions and the engines give out. So an alarm that goes on here has seen what it would see
/// on AWS.
public final class ScriptedDay implements AutoCloseable {
  private static final LocalTime MORNING = LocalTime.of(6, 0);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HANDLER = "RecordingStatusHandler";
  private static final String LIBRARY = "RecordingApi";
  private static final String LOST_MEDIA_JOBS = "MediaJobDLQ";
  private static final String NONE = "{\"ReservedConcurrentExecutions\": 0}";

  /// One more than the alarm bears.
  private static final int FAILURES_NOTICED = 3;

  static final int LAST_MINUTE = 530;
  private static final int RECONCILER_EVERY = 5;

  /// By then the reconciler has run as often as its alarm wants it to.
  private static final int FIRST_JUDGED = 20;

  /// What a line of the day tells.
  public enum Kind {
    FAULT,
    ALARM,
    MENDED,
    OK
  }

  /// One line of the day.
  ///
  /// @param text what happened, or the alarm's name
  /// @param more what the operator does, or the alarm's description; may be empty
  public record Moment(Instant at, Kind kind, String text, String more) {}

  /// Who hears what happens as it happens.
  public interface Listener {
    void hear(Moment moment);

    /// Another minute is over.
    ///
    /// @param part of the day that is over, from 0 to 1
    default void minute(double part, Instant now) {}
  }

  /// Something that goes wrong and is mended.
  ///
  /// @param begins the minute of the day
  /// @param alarms which must go on by it, and off again
  /// @param mayToo which may go on by it as well, as one thing leads to another
  record Fault(
      String name,
      int begins,
      Runnable begin,
      List<Mending> mendings,
      Set<String> alarms,
      Set<String> mayToo) {
    int mended() {
      return mendings.getLast().minute();
    }
  }

  /// The fix, and when it is made.
  record Mending(int minute, Runnable action, String text) {}

  private final EmbeddedSystem system;
  private final ManualClock clock;
  private final DayTraffic traffic;
  private final DynamoDbClient dynamoDb;
  private final SqsClient sqs;
  private final CloseableStack running;
  private Listener listener = _ -> {};
  private final List<Fault> faults;
  private final Set<String> on = new TreeSet<>();
  private final Map<String, Set<String>> wentOn = new LinkedHashMap<>();
  private final Set<String> complaints = new LinkedHashSet<>();
  private boolean scheduled = true;

  private ScriptedDay(
      EmbeddedSystem system,
      ManualClock clock,
      DynamoDbClient dynamoDb,
      SqsClient sqs,
      CloseableStack running) {
    this.system = system;
    this.clock = clock;
    this.dynamoDb = dynamoDb;
    this.sqs = sqs;
    this.running = running;
    this.traffic = new DayTraffic(system.endpoint(), system.parts().files(), clock);
    this.faults = faults();
  }

  /// Starts the system of a day.
  ///
  /// @param home the folder that holds template.yaml and what it names
  public static ScriptedDay start(Path home) {
    var clock = new ManualClock(tomorrow());
    var options =
        new EmbeddedSystem.Options(home, 0, Optional.empty(), EmbeddedSystem.MEDIA_JOB_PARAMETERS);
    var running = new CloseableStack();
    var system = running.add(EmbeddedSystem.start(options, clock), EmbeddedSystem::close);
    var dynamoDb = running.add(LocalClients.dynamoDb(system.endpoint()), DynamoDbClient::close);
    var sqs = running.add(LocalClients.sqs(system.endpoint()), SqsClient::close);
    return new ScriptedDay(system, clock, dynamoDb, sqs, running);
  }

  /// ElasticMQ hands out a new message from the moment on at which it was really sent, so the day
  /// must lie after that.
  private static Instant tomorrow() {
    return LocalDate.now(ZoneOffset.UTC).plusDays(1).atTime(MORNING).toInstant(ZoneOffset.UTC);
  }

  private List<Fault> faults() {
    return List.of(
        new Fault(
            "DynamoDB does not answer.",
            45,
            () -> dynamoDbAnswers(false),
            List.of(
                new Mending(90, () -> dynamoDbAnswers(true), "DynamoDB answers again."),
                // Messages that were tried ten times die at the next try, whether it would help or
                // not.
                new Mending(95, this::redrive, "Move back what has died: ./recordings redrive")),
            Set.of("OldestMessageAlarm", "DeadLettersAlarm", "EventsLateAlarm"),
            Set.of("EventsLostAlarm", "ParkedTooLongAlarm")),
        new Fault(
            "A channel goes live that is linked to no profile.",
            120,
            () -> traffic.stranger("new"),
            List.of(
                new Mending(
                    200,
                    () -> link("new"),
                    "Link it: ./recordings profile put --channel … --profile …")),
            Set.of("ParkedTooLongAlarm"),
            Set.of()),
        new Fault(
            "The bucket's policy changes, and IVS may not write.",
            130,
            () -> traffic.refuse(true),
            List.of(new Mending(165, () -> traffic.refuse(false), "Put the bucket's policy back.")),
            Set.of("RecordingsFailAlarm"),
            Set.of()),
        new Fault(
            "A poison message: a status that IVS never sent before.",
            230,
            traffic::poison,
            List.of(
                new Mending(
                    310,
                    this::discardMalformed,
                    "Read it, then discard it: ./recordings parked, ./recordings release --discard")),
            Set.of("ParkedTooLongAlarm"),
            Set.of()),
        new Fault(
            "EventBridge loses every event for an hour.",
            245,
            () -> traffic.lose(true),
            List.of(
                new Mending(
                    305,
                    () -> traffic.lose(false),
                    "It delivers again; the reconciler has entered what it lost. See: ./recordings audit")),
            Set.of("EventsLostAlarm"),
            Set.of("ParkedTooLongAlarm")),
        new Fault(
            "A deployment with a wrong variable: the handler does not start.",
            390,
            () -> deploy(true),
            List.of(new Mending(400, () -> deploy(false), "Deploy the commit before.")),
            Set.of("HandlerErrorsAlarm"),
            Set.of("OldestMessageAlarm")),
        new Fault(
            "The handler's reserved concurrency is set to 0.",
            420,
            () -> concurrency(HANDLER, "PUT", NONE),
            List.of(
                new Mending(
                    440,
                    () -> concurrency(HANDLER, "DELETE", ""),
                    "Let it run: aws lambda delete-function-concurrency")),
            Set.of("HandlerThrottlesAlarm", "QueueStandsStillAlarm"),
            Set.of("OldestMessageAlarm", "EventsLateAlarm", "EventsLostAlarm")),
        new Fault(
            "Something else than its stream calls the readiness function.",
            340,
            () ->
                traffic.call(
                    Optional.empty(),
                    LambdaApi.FUNCTIONS + "RecordingReadiness/invocations",
                    "POST",
                    "{}"),
            List.of(
                new Mending(341, () -> {}, "Remove the trigger that template.yaml does not have.")),
            Set.of("ReadinessFailsAlarm"),
            Set.of()),
        new Fault(
            "Something else than its schedule calls the retention function, and names no mode.",
            335,
            () ->
                traffic.call(
                    Optional.empty(),
                    LambdaApi.FUNCTIONS + "RecordingRetention/invocations",
                    "POST",
                    "{}"),
            List.of(
                new Mending(336, () -> {}, "Remove the trigger that template.yaml does not have.")),
            Set.of("RetentionFailsAlarm"),
            Set.of()),
        new Fault(
            "Something else than its queue calls the figure counter, and names no days.",
            345,
            () ->
                traffic.call(
                    Optional.empty(),
                    LambdaApi.FUNCTIONS + "RecordingFigureCounter/invocations",
                    "POST",
                    "{}"),
            List.of(
                new Mending(346, () -> {}, "Remove the trigger that template.yaml does not have.")),
            Set.of("FiguresFailAlarm"),
            Set.of()),
        new Fault(
            "Something else than its queues calls the sender of webhooks.",
            350,
            () -> invokeSender("{}"),
            List.of(
                new Mending(351, () -> {}, "Remove the trigger that template.yaml does not have.")),
            Set.of("WebhooksFailAlarm"),
            Set.of()),
        new Fault(
            "The receiver of a webhook has been down for seven hours.",
            300,
            this::deliverLate,
            List.of(new Mending(301, () -> {}, "Tell the owner of the webhook.")),
            Set.of("WebhooksLateAlarm"),
            Set.of()),
        new Fault(
            "The image of media jobs is deleted from its registry, and an upload arrives.",
            355,
            this::loseMediaJob,
            List.of(
                new Mending(
                    360,
                    () -> discard(LOST_MEDIA_JOBS),
                    "Push the image, then submit what was lost: ./recordings redrive")),
            Set.of("MediaJobsFailAlarm"),
            Set.of()),
        new Fault(
            "A deployment with a wrong variable: the publisher does not start.",
            500,
            () -> publisher(Map.of("RECORDING_BUS", "")),
            List.of(
                new Mending(505, () -> publisher(Map.of()), "Deploy the commit before."),
                new Mending(
                    506,
                    () -> discard("RecordingStreamDLQ"),
                    "Invoke it with the records that were given up, and delete the pointers to them.")),
            Set.of("PublisherFailsAlarm", "DeadLettersAlarm"),
            Set.of()),
        new Fault(
            "The reconciler's schedule is switched off.",
            460,
            () -> scheduled = false,
            List.of(
                new Mending(
                    485, () -> scheduled = true, "Switch it on: aws scheduler update-schedule")),
            Set.of("ReconcilerSilentAlarm"),
            Set.of()),
        new Fault(
            "The library's reserved concurrency is set to 0.",
            330,
            () -> {
              concurrency(LIBRARY, "PUT", NONE);
              askLibrary(FAILURES_NOTICED);
            },
            List.of(
                new Mending(
                    335,
                    () -> concurrency(LIBRARY, "DELETE", ""),
                    "Let it run: aws lambda delete-function-concurrency")),
            Set.of("ApiErrorsAlarm"),
            Set.of()),
        new Fault(
            "DynamoDB takes seconds to answer the library.",
            495,
            () -> {
              dynamoDbTakes(Duration.ofSeconds(2));
              askLibrary(1);
            },
            List.of(
                new Mending(495, () -> dynamoDbAnswers(true), "DynamoDB answers at once again.")),
            Set.of("ApiSlowAlarm"),
            Set.of()));
  }

  /// Plays it, once.
  ///
  /// @return what was not as it should be: an alarm that did not go on, one that stayed on, one
  ///   that went on without a cause
  public List<String> play(Listener observer) {
    return play(observer, 0, LAST_MINUTE);
  }

  /// The part between two minutes at which nothing is amiss.
  List<String> play(Listener observer, int first, int last) {
    listener = observer;
    DayTraffic.profiles().forEach(this::put);
    for (var minute = first; minute <= last; minute++) {
      clock.advance(MINUTE);
      change(minute);
      traffic.minute(minute);
      system.parts().queues().engine().measure(sqs);
      system.parts().mapping().drain();
      system.parts().streams().forEach(StreamMapping::drain);
      if (scheduled && minute % RECONCILER_EVERY == 0) {
        reconcile();
      }
      if (minute - first >= FIRST_JUDGED) {
        judge(minute);
      }
      listener.minute((double) (minute - first) / (last - first), clock.instant());
    }
    complain(first, last);
    return List.copyOf(complaints);
  }

  private void change(int minute) {
    for (var fault : faults) {
      if (fault.begins() == minute) {
        fault.begin().run();
        tell(Kind.FAULT, fault.name(), "");
      }
      for (var mending : fault.mendings()) {
        if (mending.minute() == minute) {
          mending.action().run();
          tell(Kind.MENDED, mending.text(), "");
        }
      }
    }
  }

  private void judge(int minute) {
    for (var standing : system.parts().alarms().judge()) {
      var alarm = standing.alarm();
      if (standing.isOn() && on.add(alarm.name())) {
        tell(Kind.ALARM, alarm.name(), alarm.description());
        blame(alarm, minute);
      } else if (!standing.isOn() && on.remove(alarm.name())) {
        tell(Kind.OK, alarm.name(), alarm.description());
      }
    }
  }

  /// Whose fault it is that an alarm went on: of those that began and may still be felt, all that
  /// lead to it.
  private void blame(Alarm alarm, int minute) {
    var causes = new TreeSet<String>();
    for (var fault : faults) {
      var felt = fault.mended() + alarm.reach().toMinutes() + 2 * RECONCILER_EVERY;
      if (fault.begins() <= minute && minute <= felt) {
        if (fault.alarms().contains(alarm.name())) {
          wentOn.computeIfAbsent(fault.name(), _ -> new TreeSet<>()).add(alarm.name());
          causes.add(fault.name());
        } else if (fault.mayToo().contains(alarm.name())) {
          causes.add(fault.name());
        }
      }
    }
    if (causes.isEmpty()) {
      complaints.add("%s went on at %s without a cause".formatted(alarm.name(), clock.instant()));
    }
  }

  private void complain(int first, int last) {
    var played =
        faults.stream().filter(each -> first <= each.begins() && each.begins() <= last).toList();
    for (var fault : played) {
      for (var alarm : new TreeSet<>(fault.alarms())) {
        if (!wentOn.getOrDefault(fault.name(), Set.of()).contains(alarm)) {
          complaints.add("%s did not go on: %s".formatted(alarm, fault.name()));
        }
      }
    }
    on.forEach(alarm -> complaints.add("%s did not go off again".formatted(alarm)));
    var tried = new TreeSet<String>();
    faults.forEach(fault -> tried.addAll(fault.alarms()));
    system.parts().template().alarms().stream()
        .filter(alarm -> !tried.contains(alarm.name()))
        .forEach(alarm -> complaints.add(alarm.name() + " was not tried by any fault"));
  }

  private void tell(Kind kind, String text, String more) {
    listener.hear(new Moment(clock.instant(), kind, text, more));
  }

  private void invokeSender(String payload) {
    traffic.call(
        Optional.empty(), LambdaApi.FUNCTIONS + "WebhookSender/invocations", "POST", payload);
  }

  /// One more attempt, at an address that is refused before anything is sent.
  private void deliverLate() {
    var event = clock.instant().minus(Duration.ofHours(7)).truncatedTo(ChronoUnit.SECONDS);
    var key = event.toString().replace("Z", ".000Z") + "#late";
    put(
        "WebhookEndpoint",
        Map.of(
            "ownerId", "*",
            "endpointId", "we-late",
            "url", "http://receiver.example.com/hook",
            "state", "ENABLED",
            "createdAt", event.toString()));
    put(
        "WebhookDelivery",
        Map.of(
            "endpointId", "we-late",
            "time#id", key,
            "ownerId", "*",
            "type", "webhook.test",
            "body", "{}",
            "state", "PENDING"));
    var secret = JSON.createObjectNode().put("current", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    var made =
        JSON.createObjectNode()
            .put("Name", LocalNames.STACK + "-webhook-we-late")
            .put("SecretString", secret.toString());
    traffic.call(Optional.of("secretsmanager.CreateSecret"), "/", "POST", made.toString());
    var task =
        JSON.createObjectNode()
            .put("task", "deliver")
            .put("ownerId", "*")
            .put("endpointId", "we-late")
            .put("key", key);
    var batch = JSON.createObjectNode();
    batch
        .putArray("Records")
        .addObject()
        .put("messageId", "late")
        .put("receiptHandle", "late")
        .put("eventSourceARN", LocalNames.regional("sqs", "WebhookQueue"))
        .put("body", task.toString());
    invokeSender(batch.toString());
  }

  private void put(String table, Map<String, String> texts) {
    var item = new HashMap<String, AttributeValue>();
    texts.forEach((name, value) -> item.put(name, AttributeValue.fromS(value)));
    dynamoDb.putItem(put -> put.tableName(table).item(item));
  }

  private void dynamoDbAnswers(boolean again) {
    Request.Handler silence =
        (request, response, callback) -> {
          new ErrorResponse(500, "InternalServerError", "the day has switched DynamoDB off")
              .write(response, callback);
          return true;
        };
    system
        .parts()
        .gateway()
        .serve(AwsService.DYNAMODB, again ? system.parts().tables().handler() : silence);
  }

  private void redrive() {
    var arn =
        "arn:aws:sqs:%s:%s:%s".formatted(LocalNames.REGION, LocalNames.ACCOUNT, "RecordingEvents");
    sqs.startMessageMoveTask(move -> move.sourceArn(arn + "DLQ").destinationArn(arn));
  }

  private void link(String channel) {
    put(Map.of("sourceArn", DayTraffic.arn(channel), "profileId", channel));
  }

  private void put(Map<String, String> profile) {
    put("Profile", profile);
  }

  private void discardMalformed() {
    for (var item : dynamoDb.scan(scan -> scan.tableName("ParkedEvent")).items()) {
      if (item.getOrDefault("reason", AttributeValue.fromS("")).s().equals("MALFORMED")) {
        var key = Map.of("waitingFor", item.get("waitingFor"), "eventId", item.get("eventId"));
        dynamoDb.deleteItem(delete -> delete.tableName("ParkedEvent").key(key));
      }
    }
  }

  private void deploy(boolean wrong) {
    var environment = new HashMap<>(system.parts().template().function(HANDLER).environment());
    if (wrong) {
      environment.put("UNKNOWN_PROFILES", "perhaps");
    }
    try {
      system.parts().handler().deploy(environment);
    } catch (Exception broken) {
      throw new IllegalStateException("the handler can't be deployed", broken);
    }
  }

  /// @param wrong what differs from the template
  private void publisher(Map<String, String> wrong) {
    var name = "RecordingEventPublisher";
    var environment = new HashMap<>(system.parts().template().function(name).environment());
    environment.putAll(wrong);
    try {
      var publisher = Optional.ofNullable(system.parts().functions().get(name));
      publisher.orElseThrow().loaded().deploy(environment);
    } catch (Exception broken) {
      throw new IllegalStateException("the publisher can't be deployed", broken);
    }
  }

  private void discard(String queue) {
    sqs.purgeQueue(purge -> purge.queueUrl(url(queue)));
  }

  /// What the rule hands over of a job whose container could not be started.
  private void loseMediaJob() {
    var event = JSON.createObjectNode().put("source", "aws.batch");
    event
        .putObject("detail")
        .put("status", "FAILED")
        .putObject("parameters")
        .put("kind", "upload")
        .put("recordingId", "upload:none");
    sqs.sendMessage(send -> send.queueUrl(url(LOST_MEDIA_JOBS)).messageBody(event.toString()));
  }

  private String url(String queue) {
    return sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
  }

  private void concurrency(String function, String method, String body) {
    traffic.call(
        Optional.empty(), "/2017-10-31/functions/%s/concurrency".formatted(function), method, body);
  }

  /// Requests of someone who looks at the public library, whatever they are answered.
  private void askLibrary(int times) {
    var request =
        HttpRequest.newBuilder(system.apiAddress().resolve("/streams/st-none/recording")).build();
    try (var http = HttpClient.newHttpClient()) {
      for (int n = 0; n < times; n++) {
        http.send(request, BodyHandlers.discarding());
      }
    } catch (IOException unreachable) {
      throw new UncheckedIOException("the API does not answer", unreachable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void dynamoDbTakes(Duration time) {
    var tables = system.parts().tables().handler();
    system
        .parts()
        .gateway()
        .serve(
            AwsService.DYNAMODB,
            (request, response, callback) -> {
              Thread.sleep(time);
              return tables.handle(request, response, callback);
            });
  }

  private void reconcile() {
    traffic.call(
        Optional.empty(), LambdaApi.FUNCTIONS + "RecordingReconciler/invocations", "POST", "{}");
  }

  @Override
  public void close() {
    running.close();
  }
}
