package ivs.recordings.cli.delivery;

import ivs.recordings.cli.delivery.SendResult.Accepted;
import ivs.recordings.cli.delivery.SendResult.Refused;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/// Sends chunks of entries. EventBridge answers for each entry alone, and an answer that only asks
/// for patience is not passed on before patience has run out.
public final class EventSender {
  /// Pauses of up to 0.1, 0.2, 0.4 and 0.8 seconds; a fault that lasts longer is worth telling.
  private static final int MOST_ATTEMPTS = 5;

  private static final Set<String> WORTH_A_RETRY =
      Set.of(
          "InternalFailure",
          "InternalException",
          "ServiceUnavailable",
          "ThrottlingException",
          "Throttling");

  private static final int BAD_REQUEST = 400;

  private final EventBridgeClient eventBridge;
  private final Duration firstPause;

  public EventSender(EventBridgeClient eventBridge, Duration firstPause) {
    this.eventBridge = eventBridge;
    this.firstPause = firstPause;
  }

  /// The answers, in the order of the entries.
  public List<SendResult> send(List<EventEntry> chunk) throws InterruptedException {
    var answers = attempt(chunk);
    for (int attempt = 2; attempt <= MOST_ATTEMPTS; attempt++) {
      var again =
          answers.stream().filter(EventSender::isWorthARetry).map(SendResult::entry).toList();
      if (again.isEmpty()) {
        break;
      }
      pauseBefore(attempt);
      var fresh = attempt(again).iterator();
      answers.replaceAll(answer -> isWorthARetry(answer) ? fresh.next() : answer);
    }
    return answers;
  }

  private List<SendResult> attempt(List<EventEntry> entries) {
    List<PutEventsResultEntry> results;
    try {
      var events = entries.stream().map(EventEntry::event).toList();
      results = eventBridge.putEvents(put -> put.entries(events)).entries();
    } catch (EventBridgeException refused) {
      return refusedAsAWhole(entries, refused);
    }
    if (results.size() != entries.size()) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "%d entries were sent and %d answered: what answers is not EventBridge"
              .formatted(entries.size(), results.size()));
    }
    SendResult[] answers = new SendResult[entries.size()];
    Arrays.setAll(answers, i -> answer(entries.get(i), results.get(i)));
    return new ArrayList<>(Arrays.asList(answers));
  }

  private static SendResult answer(EventEntry entry, PutEventsResultEntry result) {
    return result.errorCode() == null
        ? new Accepted(entry, String.valueOf(result.eventId()))
        : new Refused(entry, result.errorCode(), String.valueOf(result.errorMessage()));
  }

  /// A request that is not valid says so of its entries. What is wrong between us and EventBridge,
  /// such as a missing permission, is wrong for all requests to come and ends the command.
  private static List<SendResult> refusedAsAWhole(
      List<EventEntry> entries, EventBridgeException refused) {
    var code =
        Optional.ofNullable(refused.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    var isInvalid = code.equals("ValidationException") || code.contains("EntrySizeLimit");
    if (refused.statusCode() != BAD_REQUEST || !isInvalid) {
      throw refused;
    }
    var message = refused.awsErrorDetails().errorMessage();
    return new ArrayList<>(
        entries.stream().<SendResult>map(entry -> new Refused(entry, code, message)).toList());
  }

  private static boolean isWorthARetry(SendResult answer) {
    return answer instanceof Refused refused && WORTH_A_RETRY.contains(refused.errorCode());
  }

  /// Doubled each time, with jitter.
  private void pauseBefore(int attempt) throws InterruptedException {
    long most = firstPause.toMillis() << (attempt - 2);
    Thread.sleep(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }
}
