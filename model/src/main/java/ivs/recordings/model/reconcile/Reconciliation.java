package ivs.recordings.model.reconcile;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamEvent.StreamEnded;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.StreamMatch.Ambiguous;
import ivs.recordings.model.reconcile.StreamMatch.Certain;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.model.session.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which events were lost, given what is known and what the evidence says: a manifest in S3, a
/// stream session that IVS lists.
///
/// It answers with the very events that IVS would have sent, so that they go the way of all events
/// and obey the same rules. An event that would change nothing is not made.
public final class Reconciliation {
  /// IVS waits up to 300 seconds for a stream to come back and go on with the same recording.
  public static final Duration RECONNECT_WINDOW = Duration.ofMinutes(5);

  /// The event itself needs a moment, and clocks differ.
  static final Duration MARGIN = Duration.ofMinutes(1);

  /// A recording starts seconds after its stream. What is left to forgive is the rounding of both
  /// times and the clocks of two systems; more would reach into the stream before, which ends
  /// seconds earlier where an encoder reconnects.
  static final Duration TOLERANCE = Duration.ofSeconds(10);

  /// Events tell durations in whole seconds, manifests in milliseconds.
  static final Duration ROUNDING = Duration.ofSeconds(2);

  private Reconciliation() {}

  /// The outcome that the row does not know and the manifest does.
  ///
  /// An end beats a failure. A duration is worth an event where a failure has none, and where an
  /// end has none or a shorter one; the row's own time and reason stay. A manifest of another
  /// channel says nothing of this row.
  ///
  /// @param profile whose channel it is, for the channel's name
  /// @param isKnown whether a stream has a session: an event of one that has none would be parked
  public static Optional<RecordingEvent> outcome(
      Recording row,
      Optional<Profile> profile,
      Manifest manifest,
      Predicate<StreamId> isKnown,
      Instant now) {
    if (!isOf(row, manifest) || !isSettled(manifest, now)) {
      return Optional.empty();
    }
    var endedAt = manifest.endedAt().orElseThrow();
    return switch (manifest.status()) {
      case STARTED -> Optional.empty();
      case ENDED ->
          switch (row.status()) {
            case COMPLETED -> lengthened(row, profile, manifest.duration(), isKnown);
            case STARTED, FAILED ->
                isOfFailedDestination(row)
                    ? corrected(row, profile, manifest, isKnown)
                    : subject("Recording End", row, profile, endedAt, isKnown)
                        .map(subject -> new Ended(subject, manifest.duration()));
          };
      case ENDED_WITH_FAILURE ->
          switch (row.status()) {
            case STARTED ->
                subject("Recording End Failure", row, profile, endedAt, isKnown)
                    .map(subject -> failure(subject, manifest));
            case FAILED -> corrected(row, profile, manifest, isKnown);
            case COMPLETED ->
                isCompletedComposition(row)
                    ? subject("Recording End Failure", row, profile, endedAt, isKnown)
                        .map(subject -> failure(subject, manifest))
                    : Optional.empty();
          };
      case START_FAILED ->
          row.status() == RecordingStatus.STARTED || isCompletedComposition(row)
              ? subject("Recording Start Failure", row, profile, endedAt, isKnown)
                  .map(subject -> failure(subject, manifest))
              : Optional.empty();
    };
  }

  /// The Start of a row that knows only its end, or of a composition a later sign of life. It is
  /// the first listed stream's or none: a Start on another stream would move the recording there.
  public static Optional<RecordingEvent> start(
      Recording row,
      Optional<Profile> profile,
      Manifest manifest,
      Predicate<StreamId> isKnown,
      Instant now) {
    if (knowsStart(row, manifest)
        || !isOf(row, manifest)
        || !isSettled(manifest, now)
        || !row.streamSessionId().map(isKnown::test).orElse(true)) {
      return Optional.empty();
    }
    return manifest
        .startedAt()
        .flatMap(time -> subject("Recording Start", row, profile, time, isKnown))
        .map(Started::new);
  }

  private static boolean knowsStart(Recording row, Manifest manifest) {
    return row.startTime()
        .filter(start ->
            row.source() != Source.IVS_COMPOSITION
                || manifest.startedAt().filter(told -> told.plus(MARGIN).isBefore(start)).isEmpty())
        .isPresent();
  }

  /// The events of a recording that has no row: its Start and its outcome, known by its files.
  public static List<RecordingEvent> lost(
      Profile profile, Bucket bucket, S3Prefix prefix, Manifest manifest, StreamId stream) {
    var events = new ArrayList<RecordingEvent>();
    manifest
        .startedAt()
        .map(time -> lostSubject("Recording Start", profile, bucket, prefix, time, stream))
        .ifPresent(subject -> events.add(new Started(subject)));
    manifest
        .endedAt()
        .flatMap(time -> outcome(profile, bucket, prefix, manifest, stream, time))
        .ifPresent(events::add);
    return List.copyOf(events);
  }

  private static Optional<RecordingEvent> outcome(
      Profile profile,
      Bucket bucket,
      S3Prefix prefix,
      Manifest manifest,
      StreamId stream,
      Instant time) {
    return switch (manifest.status()) {
      case STARTED -> Optional.empty();
      case ENDED ->
          Optional.of(
              new Ended(
                  lostSubject("Recording End", profile, bucket, prefix, time, stream),
                  manifest.duration()));
      case ENDED_WITH_FAILURE ->
          Optional.of(
              failure(
                  lostSubject("Recording End Failure", profile, bucket, prefix, time, stream),
                  manifest));
      case START_FAILED ->
          Optional.of(
              failure(
                  lostSubject("Recording Start Failure", profile, bucket, prefix, time, stream),
                  manifest));
    };
  }

  /// Whether so much time has passed since the end that nothing can follow: no stream comes back
  /// into the recording, and its events, if there are any, have had time to arrive.
  public static boolean isSettled(Manifest manifest, Instant now) {
    return hasBeenOverFor(RECONNECT_WINDOW.plus(MARGIN), manifest, now);
  }

  /// Whether it was over at least so long ago.
  public static boolean hasBeenOverFor(Duration time, Manifest manifest, Instant now) {
    return manifest.isOver()
        && manifest.endedAt().map(end -> !end.plus(time).isAfter(now)).orElse(false);
  }

  /// Which of a channel's streams a recording began on. The manifest of a participant names the
  /// session of its stage.
  public static StreamMatch match(Manifest manifest, List<StreamSpan> streams, Instant now) {
    if (manifest.stageSession().isPresent()) {
      return new Certain(manifest.stageSession().get());
    }
    if (manifest.startedAt().isEmpty()) {
      return new Ambiguous("Its manifest does not say when it started.", List.of());
    }
    var startedAt = manifest.startedAt().get();
    var fitting =
        streams.stream()
            .filter(stream ->
                stream.overlaps(startedAt.minus(TOLERANCE), startedAt.plus(TOLERANCE))
                    && !startedAt.isAfter(now.plus(TOLERANCE)))
            .map(StreamSpan::streamId)
            .sorted()
            .distinct()
            .toList();
    return switch (fitting.size()) {
      case 1 -> new Certain(fitting.getFirst());
      case 0 ->
          new Ambiguous(
              "It started at %s, when IVS knows of no stream of its channel.".formatted(startedAt),
              fitting);
      default ->
          new Ambiguous(
              "It started at %s, and %d streams of its channel were live then."
                  .formatted(startedAt, fitting.size()),
              fitting);
    };
  }

  /// The stream events that a row does not know and IVS does. A row that is another channel's is
  /// left alone: the event would only be parked as contradictory.
  public static List<StreamEvent> lost(
      Profile profile, StreamSpan stream, Optional<StreamSession> row) {
    if (row.map(StreamSession::sourceArn)
        .filter(arn -> !arn.equals(profile.sourceArn()))
        .isPresent()) {
      return List.of();
    }
    var events = new ArrayList<StreamEvent>();
    if (row.flatMap(StreamSession::startTime).isEmpty()) {
      var envelope =
          envelope("Stream Start", stream.streamId().value(), profile, stream.startTime());
      events.add(new StreamStarted(envelope, stream.streamId()));
    }
    if (row.flatMap(StreamSession::endTime).isEmpty()) {
      stream
          .endTime()
          .map(end -> envelope("Stream End", stream.streamId().value(), profile, end))
          .ifPresent(envelope -> events.add(new StreamEnded(envelope, stream.streamId())));
    }
    return List.copyOf(events);
  }

  /// The ends of sessions that are LIVE although a later stream of their channel began long ago. A
  /// channel has one live stream at a time, so such an end was lost; it is inferred to be the later
  /// one's start. An inferred end is never before the true one and would win over it, so it is made
  /// only where IVS does not know the stream any more and no event of it can be hoped for.
  ///
  /// @param sessions of one channel
  /// @param listed the streams that IVS knows
  /// @param hope how long an event may be late
  public static List<StreamEvent> superseded(
      Profile profile,
      Collection<StreamSession> sessions,
      Set<StreamId> listed,
      Duration hope,
      Instant now) {
    return sessions.stream()
        .filter(session -> session.sourceArn().equals(profile.sourceArn()))
        .filter(session -> session.status() == StreamStatus.LIVE)
        .filter(session -> !listed.contains(session.streamId()))
        .<StreamEvent>flatMap(session ->
            successor(session, sessions).stream()
                .flatMap(later -> later.startTime().stream())
                .filter(start -> !start.plus(hope).isAfter(now))
                .map(start ->
                    new StreamEnded(
                        envelope("Stream End", session.streamId().value(), profile, start),
                        session.streamId())))
        .toList();
  }

  /// The end of a stage session that IVS does not know any more: the latest end of its recordings,
  /// once all of them have one and no event of another can be hoped for.
  ///
  /// @param recordings of the session
  /// @param hope how long an event may be late
  public static Optional<StreamEvent> forgotten(
      Profile profile,
      StreamSession session,
      Collection<Recording> recordings,
      Duration hope,
      Instant now) {
    return recordings.stream().allMatch(row -> row.endTime().isPresent())
        ? recordings.stream()
            .flatMap(row -> row.endTime().stream())
            .max(Comparator.naturalOrder())
            .filter(end -> !end.plus(hope).isAfter(now))
            .map(end ->
                new StreamEnded(
                    envelope("Stream End", session.streamId().value(), profile, end),
                    session.streamId()))
        : Optional.empty();
  }

  /// The stream of the same channel that began next after a session.
  public static Optional<StreamSession> successor(
      StreamSession session, Collection<StreamSession> sessions) {
    return session
        .startTime()
        .flatMap(start ->
            sessions.stream()
                .filter(other -> other.sourceArn().equals(session.sourceArn()))
                .filter(other -> other.startTime().filter(start::isBefore).isPresent())
                .min(Comparator.comparing(other -> other.startTime().orElseThrow())));
  }

  /// What a row that is known by its files only can still tell the row that is known by its session
  /// and has the same files. Then it is of no more use.
  public static List<RecordingEvent> mergeEvents(
      Recording files, Recording session, Predicate<StreamId> isKnown) {
    var events = new ArrayList<RecordingEvent>();
    if (session.start().isEmpty()) {
      files
          .start()
          .filter(start -> start.streamId().filter(isKnown).isPresent())
          .ifPresent(start -> {
            var envelope = envelope("Recording Start", name(session), session, start.time(), "");
            events.add(
                new Started(
                    new Subject(
                        envelope,
                        session.source(),
                        session.id(),
                        session.sessionId(),
                        start.streamId(),
                        List.of(),
                        files.location())));
          });
    }
    files
        .outcome()
        .flatMap(end -> mergeEvents(files, session, end, isKnown))
        .ifPresent(events::add);
    return List.copyOf(events);
  }

  private static Optional<RecordingEvent> mergeEvents(
      Recording files, Recording session, Outcome end, Predicate<StreamId> isKnown) {
    if (session.status() == end.status()) {
      return switch (end.status()) {
        case STARTED -> Optional.empty();
        case FAILED ->
            session.duration().isEmpty()
                ? corrected(session, Optional.empty(), end.duration(), isKnown)
                : Optional.empty();
        case COMPLETED -> lengthened(session, Optional.empty(), end.duration(), isKnown);
      };
    }
    if (session.status().compareTo(end.status()) > 0) {
      return Optional.empty();
    }
    return switch (end.status()) {
      case STARTED -> Optional.empty();
      case FAILED ->
          subject("Recording End Failure", session, Optional.empty(), end.time(), isKnown)
              .map(subject -> subject.at(files.location()))
              .map(subject -> new EndFailed(subject, end.duration(), end.reason()));
      case COMPLETED ->
          subject("Recording End", session, Optional.empty(), end.time(), isKnown)
              .map(subject -> subject.at(files.location()))
              .map(subject -> new Ended(subject, end.duration()));
    };
  }

  private static boolean isOf(Recording row, Manifest manifest) {
    return manifest.sourceArn().map(row.sourceArn()::equals).orElse(true);
  }

  private static boolean isOfFailedDestination(Recording row) {
    return row.outcome().filter(Outcome::destinationFailed).isPresent();
  }

  /// Its end does not prove that the files exist.
  private static boolean isCompletedComposition(Recording row) {
    return row.source() == Source.IVS_COMPOSITION && row.status() == RecordingStatus.COMPLETED;
  }

  /// A composition's files fail by themselves, whatever becomes of the composition.
  private static RecordingEvent failure(Subject subject, Manifest manifest) {
    if (subject.source() == Source.IVS_COMPOSITION) {
      return new DestinationFailed(
          subject, Optional.empty(), manifest.duration(), manifest.message());
    }
    return manifest.status() == Manifest.Status.START_FAILED
        ? new StartFailed(subject, manifest.message())
        : new EndFailed(subject, manifest.duration(), manifest.message());
  }

  private static Optional<RecordingEvent> corrected(
      Recording row, Optional<Profile> profile, Manifest manifest, Predicate<StreamId> isKnown) {
    return row.outcome()
        .filter(failure -> failure.duration().isEmpty())
        .flatMap(_ -> corrected(row, profile, manifest.duration(), isKnown));
  }

  /// The failure that the row knows, once more, and how long the media is.
  private static Optional<RecordingEvent> corrected(
      Recording row,
      Optional<Profile> profile,
      Optional<Duration> duration,
      Predicate<StreamId> isKnown) {
    return row.outcome()
        .filter(_ -> duration.filter(Duration::isPositive).isPresent())
        .flatMap(failure ->
            subject("Recording End Failure", row, profile, failure.time(), isKnown)
                .map(subject ->
                    failure.destinationFailed()
                        ? new DestinationFailed(
                            subject, Optional.empty(), duration, failure.reason())
                        : new EndFailed(subject, duration, failure.reason())));
  }

  /// The end that the row knows, once more, where its media is longer than the row says.
  private static Optional<RecordingEvent> lengthened(
      Recording row,
      Optional<Profile> profile,
      Optional<Duration> duration,
      Predicate<StreamId> isKnown) {
    return duration
        .filter(told -> row.duration().map(known -> isLonger(told, known)).orElse(true))
        .flatMap(_ -> row.endTime())
        .flatMap(time -> subject("Recording End", row, profile, time, isKnown))
        .map(subject -> new Ended(subject, duration));
  }

  private static boolean isLonger(Duration told, Duration known) {
    return told.minus(known).compareTo(ROUNDING) > 0 || (known.isZero() && told.isPositive());
  }

  /// Whether a row tells less than its manifest may: a failure, a row without its start, and media
  /// that is much shorter than the recording was, or of no known length.
  public static boolean isDoubtful(Recording row) {
    return switch (row.status()) {
      case STARTED -> false;
      case FAILED -> true;
      case COMPLETED ->
          row.start().isEmpty()
              || row.duration().map(duration -> isShort(duration, row)).orElse(true);
    };
  }

  private static boolean isShort(Duration duration, Recording row) {
    var span = Duration.between(row.startTime().orElseThrow(), row.endTime().orElseThrow());
    return duration.isZero() || duration.plus(TOLERANCE).compareTo(span) < 0;
  }

  /// The row's streams, the one it started on first; spoken for by the first that has a session. A
  /// row exists because one of them had, or because its source has no sessions.
  private static Optional<Subject> subject(
      String phrase,
      Recording row,
      Optional<Profile> profile,
      Instant time,
      Predicate<StreamId> isKnown) {
    var streams =
        Stream.concat(row.streamSessionId().stream(), row.streamIdsOfEvents()).distinct().toList();
    var speaker = streams.stream().filter(isKnown).findFirst();
    if (speaker.isEmpty() && !streams.isEmpty()) {
      return Optional.empty();
    }
    var name = profile.flatMap(Profile::channelName).orElse("");
    return Optional.of(
        new Subject(
            envelope(phrase, name(row), row, time, name),
            row.source(),
            row.id(),
            row.sessionId(),
            speaker,
            streams,
            row.location()));
  }

  private static Subject lostSubject(
      String phrase,
      Profile profile,
      Bucket bucket,
      S3Prefix prefix,
      Instant time,
      StreamId stream) {
    var envelope = envelope(phrase, prefix.value(), profile, time);
    return profile.sourceArn().isStage()
        ? Subject.ofParticipant(
            envelope,
            stream,
            RecordingId.ofParticipant(bucket, prefix),
            new StorageLocation(bucket, Optional.of(prefix)))
        : Subject.ofFiles(envelope, bucket, prefix, stream, List.of(stream));
  }

  private static EventMetadata envelope(
      String phrase, String subject, Recording row, Instant time, String channelName) {
    return envelope(phrase, subject, row.sourceArn(), time, channelName);
  }

  private static EventMetadata envelope(
      String phrase, String subject, Profile profile, Instant time) {
    return envelope(phrase, subject, profile.sourceArn(), time, profile.channelName().orElse(""));
  }

  /// Events have whole seconds.
  private static EventMetadata envelope(
      String phrase, String subject, SourceArn sourceArn, Instant time, String channelName) {
    var whole = time.truncatedTo(ChronoUnit.SECONDS);
    return new EventMetadata(eventId(phrase, subject), whole, sourceArn, channelName);
  }

  /// The same event has the same id whenever it is made again, and one that people can read:
  /// `reconciler:recording-end:…`.
  private static String eventId(String phrase, String subject) {
    return "reconciler:" + phrase.replace(' ', '-').toLowerCase(Locale.ROOT) + ":" + subject;
  }

  /// The bucket is left out: the prefix alone is unique, and the id goes into logs.
  private static String name(Recording row) {
    return row.sessionId()
        .map(SessionId::value)
        .or(() -> row.location().prefix().map(S3Prefix::value))
        .orElseGet(row.id()::value);
  }
}
