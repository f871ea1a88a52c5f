package ivs.recordings.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.RecordingsCommand;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.AwsStubServer.Request;
import ivs.recordings.local.EmbeddedSystem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Who operates the embedded system by the command line, and now and then by hand.
///
/// @param endpoint of the system or of what stands before it
public record Operator(EmbeddedSystem system, URI endpoint) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  public Operator(EmbeddedSystem system) {
    this(system, system.endpoint());
  }

  /// The same, who speaks to what stands before the system.
  public Operator at(AwsStubServer aws) {
    return new Operator(system, aws.endpoint());
  }

  /// What stands before the system and gives this one answer to some requests.
  public AwsStubServer answering(Predicate<Request> some, Answer answer) throws Exception {
    return new AwsStubServer(
        request -> some.test(request) ? answer : AwsStubServer.handOn(request, system.endpoint()));
  }

  /// Runs a command.
  ///
  /// @param line such as `show %s --json`, to be filled in word by word
  public CommandLineRun run(String line, Object... values) {
    return CommandLineRun.at(endpoint, line, values);
  }

  public JsonNode json(String line, Object... values) throws Exception {
    return run(line + " --json", values).json();
  }

  public int atTerminal(String typed, String line, Object... values) {
    var environment = Map.of("AWS_ENDPOINT_URL", endpoint.toString());
    var shell = CommandLineRun.shell(environment, typed, Optional.of(100));
    return RecordingsCommand.run(shell, CommandLineRun.words(line, values));
  }

  public TestChannel linked(String name) {
    var channel = new TestChannel(name);
    link(channel, name);
    return channel;
  }

  public void link(TestChannel channel, String profile) {
    var put = run("profile put --channel %s --profile %s", channel.arn(), profile);
    assertThat(put.exitCode()).as("%s", put).isZero();
  }

  /// Returns when every event is settled.
  public void send(String... entries) {
    sendAndGo(entries);
    awaitQuiet();
  }

  public void sendAndGo(String... entries) {
    var environment = Map.of("AWS_ENDPOINT_URL", endpoint.toString());
    var run = CommandLineRun.in(environment, TestChannel.file(entries), "send", "-");
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  /// A stream and a recording that begin.
  public void sendRecordingOf(TestChannel channel) {
    send(
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));
  }

  public void awaitQuiet() {
    try {
      system.awaitQuiet(PATIENCE);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  /// The original events and what else is known of them.
  public JsonNode waiting(String cause) throws Exception {
    return json("parked --limit 1000 --waiting-for %s", cause);
  }

  public Target target() {
    return Target.open(new TargetAddress.Endpoint(endpoint), CommandLineRun.shell());
  }

  public void putByHand(String table, Map<String, String> row) {
    var item =
        row.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> AttributeValue.fromS(e.getValue())));
    try (var target = target();
        var dynamo = target.dynamoDb()) {
      dynamo.putItem(put -> put.tableName(table).item(item));
    }
  }

  /// The row as the table has it.
  public Map<String, AttributeValue> row(String recording) {
    try (var target = target();
        var dynamo = target.dynamoDb()) {
      return dynamo.getItem(get -> get.tableName("Recording").key(key(recording))).item();
    }
  }

  public void forget(String recording) {
    try (var target = target();
        var dynamo = target.dynamoDb()) {
      dynamo.deleteItem(delete -> delete.tableName("Recording").key(key(recording)));
    }
  }

  static Map<String, AttributeValue> key(String recording) {
    return Map.of("recordingId", AttributeValue.fromS(recording));
  }

  public static List<String> texts(JsonNode rows, String field) {
    return rows.valueStream().map(row -> row.path(field).asText()).toList();
  }
}
