package ivs.recordings.model;

import static ivs.recordings.model.Joins.either;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import ivs.recordings.model.RecordingEvent.EndFailed;
import ivs.recordings.model.RecordingEvent.Ended;
import ivs.recordings.model.RecordingEvent.StartFailed;
import ivs.recordings.model.RecordingEvent.Started;
import ivs.recordings.model.RecordingEvent.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/// All that is known of one recording: a join of what its events said.
///
/// Each component is a join of its own (earliest start, highest outcome, union of streams), so the
/// whole depends on the set of events alone, never on their order or number. Everything it compares
/// by is on the row, so a row is a complete memory of its events.
///
/// @param start the earliest Start known
/// @param outcome the highest outcome known
/// @param streamIds every stream that is part of it
public record Recording(
    RecordingId id,
    ProfileId profileId,
    SourceArn sourceArn,
    Source source,
    Optional<Start> start,
    Optional<Outcome> outcome,
    Location location,
    NavigableSet<StreamId> streamIds) {

  /// When it began, and on which stream. Times tie, so the stream completes the order.
  public record Start(Instant time, StreamId streamId) implements Comparable<Start> {
    @Override
    public int compareTo(Start other) {
      int byTime = time.compareTo(other.time);
      return byTime != 0 ? byTime : streamId.compareTo(other.streamId);
    }
  }

  /// How it ended.
  ///
  /// @param time the event's, in whole seconds
  /// @param duration of the media; absent where it is not known
  /// @param reason IVS's word for what went wrong
  /// @param firstListed the oldest stream the event listed; remembered only while no Start is known
  public record Outcome(
      RecordingStatus status,
      Instant time,
      Optional<Duration> duration,
      Optional<String> reason,
      Optional<StreamId> firstListed)
      implements Comparable<Outcome> {

    /// Rank, then time, then whatever else can be seen on a row. Outcomes that are equal in all of
    /// this give the same row, so the event's id, the last resort of a total order, would decide
    /// nothing: it is not kept, and a replay under a new id changes nothing.
    private static final Comparator<Outcome> HIGHEST_LAST =
        comparing(Outcome::status)
            .thenComparing(Outcome::time)
            .thenComparing(Outcome::duration, absentFirst())
            .thenComparing(Outcome::reason, absentFirst())
            .thenComparing(Outcome::firstListed, absentFirst());

    @Override
    public int compareTo(Outcome other) {
      return HIGHEST_LAST.compare(this, other);
    }

    private static <T extends Comparable<T>> Comparator<Optional<T>> absentFirst() {
      return (one, other) ->
          one.isPresent() && other.isPresent()
              ? one.get().compareTo(other.get())
              : Boolean.compare(one.isPresent(), other.isPresent());
    }
  }

  public Recording {
    if (start.isEmpty() && outcome.isEmpty()) {
      throw new IllegalArgumentException("a recording of which nothing is known");
    }
    if (start.isPresent() && outcome.isPresent()) {
      outcome = Optional.of(withoutFirstListed(outcome.get()));
    }
    streamIds = Collections.unmodifiableNavigableSet(new TreeSet<>(streamIds));
  }

  /// What one event alone says.
  public static Recording of(ProfileId profileId, RecordingEvent event) {
    var subject = event.subject();
    return switch (event) {
      case Started(_, var prefix) -> started(profileId, subject, prefix);
      case Ended(_, var prefix, var duration) ->
          over(
              profileId,
              subject,
              Optional.of(prefix),
              outcome(RecordingStatus.COMPLETED, subject, duration, Optional.empty()));
      case EndFailed(_, var prefix, var duration, var reason) ->
          over(
              profileId,
              subject,
              prefix,
              outcome(RecordingStatus.FAILED, subject, duration, reason));
      case StartFailed(_, var reason) ->
          over(
              profileId,
              subject,
              Optional.empty(),
              outcome(RecordingStatus.FAILED, subject, Optional.empty(), reason));
    };
  }

  /// What two of them say together. Both must be of the same id and channel; whose it is was
  /// settled by the first.
  public Recording join(Recording other) {
    var joined = new TreeSet<>(streamIds);
    joined.addAll(other.streamIds);
    return new Recording(
        id,
        profileId,
        sourceArn,
        source,
        either(start, other.start, BinaryOperator.minBy(naturalOrder())),
        either(outcome, other.outcome, BinaryOperator.maxBy(naturalOrder())),
        location.join(other.location),
        joined);
  }

  public RecordingStatus status() {
    return outcome.isPresent() ? outcome.get().status() : RecordingStatus.STARTED;
  }

  /// The stream it started on: that of the earliest Start known, before any Start the first one
  /// listed.
  public StreamId streamSessionId() {
    if (start.isPresent()) {
      return start.get().streamId();
    }
    var firstListed = outcome.orElseThrow().firstListed();
    return firstListed.isPresent() ? firstListed.get() : streamIds.first();
  }

  /// Its start, or before any Start its end: what "newest first" goes by.
  public Instant recordedAt() {
    return start.isPresent() ? start.get().time() : outcome.orElseThrow().time();
  }

  public Optional<Instant> startTime() {
    return start.isPresent() ? Optional.of(start.get().time()) : Optional.empty();
  }

  public Optional<Instant> endTime() {
    return outcome.isPresent() ? Optional.of(outcome.get().time()) : Optional.empty();
  }

  /// Of the media.
  public Optional<Duration> duration() {
    return outcome.isPresent() ? outcome.get().duration() : Optional.empty();
  }

  /// IVS's word for what went wrong.
  public Optional<String> reason() {
    return outcome.isPresent() ? outcome.get().reason() : Optional.empty();
  }

  private static Recording started(ProfileId profileId, Subject subject, S3Prefix prefix) {
    return new Recording(
        subject.recordingId(),
        profileId,
        subject.envelope().sourceArn(),
        Source.IVS_CHANNEL,
        Optional.of(new Start(subject.envelope().time(), subject.streamId())),
        Optional.empty(),
        new Location(subject.bucket(), Optional.of(prefix)),
        streams(subject));
  }

  private static Recording over(
      ProfileId profileId, Subject subject, Optional<S3Prefix> prefix, Outcome outcome) {
    return new Recording(
        subject.recordingId(),
        profileId,
        subject.envelope().sourceArn(),
        Source.IVS_CHANNEL,
        Optional.empty(),
        Optional.of(outcome),
        new Location(subject.bucket(), prefix),
        streams(subject));
  }

  private static Outcome outcome(
      RecordingStatus status,
      Subject subject,
      Optional<Duration> duration,
      Optional<String> reason) {
    var first = Optional.of(subject.listed().getFirst());
    return new Outcome(status, subject.envelope().time(), duration, reason, first);
  }

  private static Outcome withoutFirstListed(Outcome outcome) {
    return new Outcome(
        outcome.status(), outcome.time(), outcome.duration(), outcome.reason(), Optional.empty());
  }

  private static NavigableSet<StreamId> streams(Subject subject) {
    Collection<StreamId> listed = subject.listed();
    var streams = new TreeSet<>(listed);
    streams.add(subject.streamId());
    return streams;
  }
}
