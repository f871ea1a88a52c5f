package ivs.recordings.cli.doctor;

import ivs.recordings.cli.audit.ReconcilerConfiguration;
import ivs.recordings.cli.concurrent.PacedCalls;
import ivs.recordings.cli.finding.HealthFinding;
import ivs.recordings.cli.finding.HealthReport;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.QueryResult;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.store.item.CorruptItem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// All checks of [DoctorCommand], one after the other. One that cannot be made keeps no other from
/// being made, and one that only AWS can answer is said not to be done where AWS is only played.
public record HealthChecks(Target target, ErrorMapper diagnosis, Clock clock) {
  /// AWS refuses signatures that are further off.
  private static final Duration REFUSED_SKEW = Duration.ofMinutes(5);

  private static final Duration ODD_SKEW = Duration.ofSeconds(30);

  /// As many as DynamoDB hands out in a few seconds.
  private static final int MOST_ITEMS = 10_000;

  /// The answers of one who plays AWS and has not this part.
  private static final Set<String> NOT_PLAYED = Set.of("UnknownOperationException", "NoSuchPolicy");

  public HealthReport findings() {
    var all = new ArrayList<HealthFinding>();
    all.addAll(made("clock", () -> List.of(clockSkew())));
    var wiring = new WiringChecks(target, diagnosis.calls());
    all.addAll(made("rules", wiring::rules));
    all.addAll(made("rule targets", wiring::ruleTargets));
    all.addAll(made("queue", wiring::queue));
    all.addAll(made("function", wiring::function));
    all.addAll(made("archive", wiring::archive));
    all.addAll(made("items", () -> List.of(items(target, MOST_ITEMS))));
    var buckets = QueryResult.of(diagnosis, () -> ReconcilerConfiguration.of(target).buckets());
    switch (buckets) {
      case QueryResult.Given<Set<Bucket>>(var named) ->
          all.add(
              HealthFinding.ok(
                  "reconciler",
                  "reads " + String.join(", ", named.stream().map(Bucket::value).sorted().toList()),
                  JsonOutput.object()));
      case QueryResult.Withheld<Set<Bucket>>(var why) ->
          all.add(
              why.contains("RecordingBuckets")
                  ? HealthFinding.warning(
                      "reconciler",
                      "it knows no bucket, so lost events are not found in S3",
                      "deploy with the parameter RecordingBuckets",
                      JsonOutput.object())
                  : HealthFinding.unknown("reconciler", why));
    }
    var channels = new ChannelChecks(target, diagnosis.calls(), buckets.maybe().orElse(Set.of()));
    all.addAll(made("configurations", channels::configurations));
    all.addAll(made("channels", channels::channels));
    var stages =
        new StageChecks(target, diagnosis, new PacedCalls(), buckets.maybe().orElse(Set.of()));
    all.addAll(made("storage", stages::storage));
    all.addAll(made("stages", stages::stages));
    var playback = new PlaybackChecks(target, diagnosis.calls());
    all.addAll(made("playback", playback::buckets));
    return new HealthReport(all);
  }

  /// Whether all items can be read, among so many of each table.
  public static HealthFinding items(Target target, int limit) {
    var corrupt = target.tables().corruptItems().among(limit);
    var facts = JsonOutput.object();
    var list = facts.putArray("corruptItems");
    for (var item : corrupt) {
      list.addObject()
          .put("table", item.table())
          .put("key", item.key())
          .put("problem", item.problem());
    }
    return corrupt.isEmpty()
        ? HealthFinding.ok(
            "items", "all can be read, of at most %,d in each table".formatted(limit), facts)
        : HealthFinding.fault(
            "items",
            "%s changed by hand: %s"
                .formatted(
                    DisplayText.count(corrupt.size(), "item")
                        + (corrupt.size() == 1 ? " was" : " were"),
                    some(corrupt.stream().map(CorruptItem::line))),
            CommandHints.runbook("rows-that-cannot-be-read"),
            facts);
  }

  private List<HealthFinding> made(String name, Supplier<List<HealthFinding>> check) {
    try {
      return check.get();
    } catch (RuntimeException trouble) {
      return List.of(
          isNotPlayed(trouble)
              ? HealthFinding.notDone(name, "only AWS can tell: --stack NAME")
              : HealthFinding.unknown(name, String.valueOf(diagnosis.of(trouble).getMessage())));
    }
  }

  private boolean isNotPlayed(RuntimeException trouble) {
    return !target.isStack()
        && trouble instanceof AwsServiceException answer
        && Optional.ofNullable(answer.awsErrorDetails())
            .map(AwsErrorDetails::errorCode)
            .map(NOT_PLAYED::contains)
            .orElse(false);
  }

  /// Every answer says what time it is at AWS.
  private HealthFinding clockSkew() {
    try (var sqs = target.sqs()) {
      var url = target.queueUrl("RecordingEvents", sqs);
      var asked = clock.instant();
      var answer =
          sqs.getQueueAttributes(
              get -> get.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN));
      var here = asked.plus(Duration.between(asked, clock.instant()).dividedBy(2));
      return answer
          .sdkHttpResponse()
          .firstMatchingHeader("Date")
          .flatMap(HealthChecks::httpDate)
          .map(there -> clockSkew(Duration.between(there, here)))
          .orElseGet(
              () -> HealthFinding.notDone("clock", "what answers does not say what time it is"));
    }
  }

  private static Optional<Instant> httpDate(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }

  private static HealthFinding clockSkew(Duration ahead) {
    var facts = JsonOutput.object().put("aheadSeconds", ahead.toSeconds());
    var text =
        ahead.abs().compareTo(ODD_SKEW) <= 0
            ? "this machine agrees with AWS"
            : "this machine is %s %s"
                .formatted(DisplayText.span(ahead.abs()), ahead.isNegative() ? "behind" : "ahead");
    var remedy = "set the clock: AWS refuses what is signed more than 5 minutes off";
    if (ahead.abs().compareTo(REFUSED_SKEW) > 0) {
      return HealthFinding.fault("clock", text, remedy, facts);
    }
    return ahead.abs().compareTo(ODD_SKEW) > 0
        ? HealthFinding.warning("clock", text, remedy, facts)
        : HealthFinding.ok("clock", text, facts);
  }

  /// What is wrong in a few words each; one finding for all of it.
  static HealthFinding of(String name, String right, List<String> wrong, String remedy) {
    var facts = JsonOutput.object();
    var array = facts.putArray("wrong");
    wrong.forEach(array::add);
    return wrong.isEmpty()
        ? HealthFinding.ok(name, right, facts)
        : HealthFinding.fault(name, String.join("; ", wrong), remedy, facts);
  }

  /// The first few of many, for people.
  public static String some(Stream<String> names) {
    var all = names.toList();
    int shown = 5;
    var first = String.join(", ", all.stream().limit(shown).toList());
    return all.size() > shown ? "%s and %,d more".formatted(first, all.size() - shown) : first;
  }
}
