package ivs.recordings.handler.api.library;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.model.explain.RecordingExplanation;
import ivs.recordings.model.library.ListOrder;
import ivs.recordings.model.library.RecordingFilter;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.library.Library;
import ivs.recordings.store.library.LibraryRecordings.Unfinished;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What an operator asks: what is unfinished, and why. Everything here is a Query.
public record OperationRoutes(Library library, Clock clock) {
  /// What is counted of each shard of an index.
  private static final int MOST = 1_000;

  private static final Duration DAY = Duration.ofDays(1);

  /// For anyone else these routes do not exist.
  private static Viewer operator(ApiRequest request) {
    if (!(request.caller() instanceof Viewer.Operator operator)) {
      throw new RejectedRequestException(Problem.notFound());
    }
    return operator;
  }

  public Answer operations(ApiRequest request) {
    var operator = operator(request);
    var now = clock.instant();
    var json = RecordingJson.object().put("asOf", now.toString());
    var open = library.recordings().open(MOST);
    put(json, "recording", open.recording());
    put(json, "processing", open.processing());

    var parked = library.parkedEvents().oldest(MOST);
    var byReason = new TreeMap<String, Integer>();
    parked.forEach(event -> byReason.merge(event.reason(), 1, Integer::sum));
    var parkedJson =
        json.putObject("parked").put("count", parked.size()).put("isExact", parked.size() < MOST);
    RecordingJson.put(
        parkedJson,
        "oldest",
        parked.stream().map(ParkedEvent::parkedAt).min(Instant::compareTo).map(Instant::toString));
    byReason.forEach(parkedJson.putObject("byReason")::put);

    var lastDay =
        new RecordingFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.of(now.minus(DAY)),
            Optional.empty(),
            Optional.empty());
    var recorded =
        new RecordingWalk(library.recordings(), operator, lastDay, ListOrder.NEWEST_FIRST, now)
            .page(Optional.empty(), Integer.MAX_VALUE, RecordingWalk.Bounds.OF_TOTAL);
    var byStatus = new TreeMap<String, Integer>();
    recorded
        .items()
        .forEach(recording -> byStatus.merge(recording.clientStatus(now).name(), 1, Integer::sum));
    var day = json.putObject("lastDay").put("isExact", recorded.next().isEmpty());
    byStatus.forEach(day.putObject("byStatus")::put);
    return new Found(json);
  }

  private static void put(ObjectNode json, String name, Unfinished unfinished) {
    RecordingJson.put(
        json.putObject(name).put("count", unfinished.count()).put("isExact", unfinished.isExact()),
        "oldest",
        unfinished.oldest().map(Instant::toString));
  }

  public Answer explanation(ApiRequest request) {
    operator(request);
    var found =
        library
            .recordings()
            .findWithRow(request.recordingId())
            .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    var explained =
        RecordingExplanation.of(
            found.summary(),
            found.row().value(),
            parked(found.summary(), found.row().value()),
            clock.instant());
    var json =
        RecordingJson.object()
            .put("recordingId", found.summary().recordingId().value())
            .put("status", explained.status().name())
            .put("summary", explained.summary());
    explained
        .finding()
        .ifPresent(finding ->
            json.putObject("finding")
                .put("name", finding.name())
                .put("meaning", finding.meaning())
                .put("section", finding.section()));
    var steps = json.putArray("steps");
    explained.finding().stream()
        .flatMap(finding -> finding.steps().stream())
        .forEach(step -> {
          var one =
              steps.addObject().put("words", step.words()).put("program", step.program().name());
          if (!step.command().isEmpty()) {
            one.put("command", step.command());
          }
        });
    return new Found(json);
  }

  /// The reasons of what waits for the recording itself, for its stream, or for its source.
  private List<String> parked(RecordingSummary summary, Recording row) {
    return Stream.of(
            Optional.of(ParkingCause.waitingForRecording(summary.recordingId())),
            summary.streamSessionId().map(ParkingCause::waitingForStream),
            Optional.of(ParkingCause.waitingForProfile(row.sourceArn())))
        .flatMap(Optional::stream)
        .flatMap(cause -> library.parkedEvents().waitingFor(cause, 1).stream())
        .map(ParkedEvent::reason)
        .toList();
  }
}
