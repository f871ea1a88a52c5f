package ivs.recordings.model.recording;

import static ivs.recordings.model.recording.Joins.either;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/// All that is known of one recording: a join of what its events said.
///
/// Each component is a join of its own (earliest start, highest outcome, union of streams), so the
/// whole depends on the set of events alone, never on their order or number. Everything it compares
/// by is on the row, so a row is a complete memory of its events.
///
/// @param sessionId what IVS calls the recording session, where its events name one
/// @param start the earliest Start known
/// @param outcome the highest outcome known
/// @param streamIds every stream that is part of it
public record Recording(
    RecordingId id,
    Optional<SessionId> sessionId,
    ProfileId profileId,
    SourceArn sourceArn,
    Source source,
    Optional<Start> start,
    Optional<Outcome> outcome,
    StorageLocation location,
    NavigableSet<StreamId> streamIds) {

  /// When it began, and on which stream. Times tie, so the stream completes the order.
  public record Start(Instant time, Optional<StreamId> streamId) implements Comparable<Start> {
    private static final Comparator<Start> EARLIEST_FIRST =
        comparing(Start::time).thenComparing(Start::streamId, absentFirst());

    public Start(Instant time, StreamId streamId) {
      this(time, Optional.of(streamId));
    }

    @Override
    public int compareTo(Start other) {
      return EARLIEST_FIRST.compare(this, other);
    }
  }

  /// How it ended.
  ///
  /// @param time the event's, in whole seconds
  /// @param duration of the media; absent where it is not known
  /// @param reason IVS's word for what went wrong
  /// @param firstListed the oldest stream the event listed; remembered only while no Start is known
  /// @param destinationFailed a failure of what a composition writes to S3: then an end of the
  ///   composition does not prove that the files exist
  public record Outcome(
      RecordingStatus status,
      Instant time,
      Optional<Duration> duration,
      Optional<String> reason,
      Optional<StreamId> firstListed,
      boolean destinationFailed)
      implements Comparable<Outcome> {
    public Outcome {
      if (destinationFailed && status != RecordingStatus.FAILED) {
        throw new IllegalArgumentException("a failed destination makes a recording FAILED");
      }
    }

    public Outcome(
        RecordingStatus status,
        Instant time,
        Optional<Duration> duration,
        Optional<String> reason,
        Optional<StreamId> firstListed) {
      this(status, time, duration, reason, firstListed, false);
    }

    /// Rank, then time, then whatever else can be seen on a row. Outcomes that are equal in all of
    /// this give the same row, so the event's id, the last resort of a total order, would decide
    /// nothing: it is not kept, and a replay under a new id changes nothing. The duration of an End
    /// decides nothing either: it is joined by itself.
    private static final Comparator<Outcome> HIGHEST_LAST =
        comparing(Outcome::destinationFailed)
            .thenComparing(Outcome::status)
            .thenComparing(Outcome::time)
            .thenComparing(Outcome::durationOfFailure, absentFirst())
            .thenComparing(Outcome::reason, absentFirst())
            .thenComparing(Outcome::firstListed, absentFirst());

    @Override
    public int compareTo(Outcome other) {
      return HIGHEST_LAST.compare(this, other);
    }

    private Optional<Duration> durationOfFailure() {
      return duration.filter(_ -> status != RecordingStatus.COMPLETED);
    }

    /// The higher of the two. A merged recording ends more than once, and a late End may say less:
    /// the longest duration of all Ends is that of the media.
    private Outcome join(Outcome other) {
      var higher = compareTo(other) >= 0 ? this : other;
      return status == RecordingStatus.COMPLETED && other.status == RecordingStatus.COMPLETED
          ? new Outcome(
              status,
              higher.time,
              either(duration, other.duration, BinaryOperator.maxBy(naturalOrder())),
              higher.reason,
              higher.firstListed)
          : higher;
    }

    private Outcome withoutFirstListed() {
      return new Outcome(status, time, duration, reason, Optional.empty(), destinationFailed);
    }
  }

  private static <T extends Comparable<T>> Comparator<Optional<T>> absentFirst() {
    return (one, other) ->
        one.isPresent() && other.isPresent()
            ? one.get().compareTo(other.get())
            : Boolean.compare(one.isPresent(), other.isPresent());
  }

  public Recording {
    if (start.isEmpty() && outcome.isEmpty()) {
      throw new IllegalArgumentException("a recording of which nothing is known");
    }
    if (start.isPresent() && outcome.isPresent()) {
      outcome = outcome.map(Outcome::withoutFirstListed);
    }
    streamIds = Collections.unmodifiableNavigableSet(new TreeSet<>(streamIds));
  }

  /// What one event alone says.
  public static Recording of(ProfileId profileId, RecordingEvent event) {
    return switch (event) {
      case Started(var subject, _) -> started(profileId, subject);
      case Ended(var subject, var duration) ->
          over(
              profileId,
              subject,
              outcome(RecordingStatus.COMPLETED, subject, duration, Optional.empty(), false));
      case EndFailed(var subject, var duration, var reason) ->
          over(
              profileId,
              subject,
              outcome(RecordingStatus.FAILED, subject, duration, reason, false));
      case StartFailed(var subject, var reason) ->
          over(
              profileId,
              subject,
              outcome(RecordingStatus.FAILED, subject, Optional.empty(), reason, false));
      case DestinationFailed(var subject, _, var duration, var reason) ->
          over(
              profileId, subject, outcome(RecordingStatus.FAILED, subject, duration, reason, true));
    };
  }

  /// What two of them say together. Both must be of the same id and channel; whose it is was
  /// settled by the first.
  public Recording join(Recording other) {
    var joined = new TreeSet<>(streamIds);
    joined.addAll(other.streamIds);
    return new Recording(
        id,
        either(sessionId, other.sessionId, Recording::greater),
        profileId,
        sourceArn,
        source,
        either(start, other.start, BinaryOperator.minBy(naturalOrder())),
        either(outcome, other.outcome, Outcome::join),
        location.join(other.location),
        joined);
  }

  public RecordingStatus status() {
    return outcome.map(Outcome::status).orElse(RecordingStatus.STARTED);
  }

  /// The stream it started on: that of the earliest Start known, before any Start the first one
  /// listed. A composition has none; a stream that an app has started is none where it was linked.
  public Optional<StreamId> streamSessionId() {
    return start
        .flatMap(Start::streamId)
        .or(() -> outcome.flatMap(Outcome::firstListed))
        .or(() -> streamIdsOfEvents().findFirst());
  }

  /// The streams that events named, in their order: all but those that it was linked to.
  public Stream<StreamId> streamIdsOfEvents() {
    return streamIds.stream().filter(stream -> !stream.isLive());
  }

  /// Whether there may be files and it is not known where: IVS forgets a composition minutes after
  /// its end, and only IVS could have said it.
  public boolean isLocationUnknown() {
    return source == Source.IVS_COMPOSITION && location.prefix().isEmpty();
  }

  /// Its start, or before any Start its end: what "newest first" goes by.
  public Instant recordedAt() {
    return startTime().or(this::endTime).orElseThrow();
  }

  public Optional<Instant> startTime() {
    return start.map(Start::time);
  }

  public Optional<Instant> endTime() {
    return outcome.map(Outcome::time);
  }

  /// Of the media.
  public Optional<Duration> duration() {
    return outcome.flatMap(Outcome::duration);
  }

  /// IVS's word for what went wrong.
  public Optional<String> reason() {
    return outcome.flatMap(Outcome::reason);
  }

  private static SessionId greater(SessionId one, SessionId other) {
    return one.value().compareTo(other.value()) >= 0 ? one : other;
  }

  private static Recording started(ProfileId profileId, Subject subject) {
    return new Recording(
        subject.recordingId(),
        subject.sessionId(),
        profileId,
        subject.envelope().sourceArn(),
        subject.source(),
        Optional.of(new Start(subject.envelope().time(), subject.streamId())),
        Optional.empty(),
        subject.location(),
        streams(subject));
  }

  private static Recording over(ProfileId profileId, Subject subject, Outcome outcome) {
    return new Recording(
        subject.recordingId(),
        subject.sessionId(),
        profileId,
        subject.envelope().sourceArn(),
        subject.source(),
        Optional.empty(),
        Optional.of(outcome),
        subject.location(),
        streams(subject));
  }

  private static Outcome outcome(
      RecordingStatus status,
      Subject subject,
      Optional<Duration> duration,
      Optional<String> reason,
      boolean destinationFailed) {
    var first = subject.listed().stream().findFirst();
    return new Outcome(
        status, subject.envelope().time(), duration, reason, first, destinationFailed);
  }

  private static NavigableSet<StreamId> streams(Subject subject) {
    var streams = new TreeSet<StreamId>(subject.listed());
    subject.streamId().ifPresent(streams::add);
    return streams;
  }
}
