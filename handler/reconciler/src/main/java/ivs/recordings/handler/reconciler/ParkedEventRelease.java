package ivs.recordings.handler.reconciler;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.ParkedEvent;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Releases parked events whose profile, stream session or recording exists now. Usually the write
/// that makes a row releases what waits for it; this is for profiles, which people link, and for
/// processes that died in between.
final class ParkedEventRelease {
  /// Looked at from both ends, so that a channel without a profile cannot hide what else waits
  /// behind its thousands of events. [ProfileScan] asks the other way round, channel by channel.
  static final int MOST_LOOKED_AT = 1000;

  /// Of one cause in one run; the next run takes the next.
  static final int MOST_OF_ONE_CAUSE = 500;

  /// By then whatever comes by itself has come.
  static final Duration LONG = Duration.ofHours(1);

  private static final String PROFILE = ParkingCause.waitingForProfile(new SourceArn("x"));
  private static final String STREAM = ParkingCause.waitingForStream(new StreamId("x"));
  private static final String RECORDING = ParkingCause.waitingForRecording(new RecordingId("x"));

  private final RunContext run;

  ParkedEventRelease(RunContext run) {
    this.run = run;
  }

  /// @throws SourceUnavailableException if the tables are
  void run() {
    Set<SourceArn> channels = new LinkedHashSet<>();
    Set<StreamId> streams = new LinkedHashSet<>();
    Set<RecordingId> recordings = new LinkedHashSet<>();
    var parked =
        run.dynamo()
            .ask(() ->
                Stream.concat(
                        run.tables().parkedEvents().oldest(MOST_LOOKED_AT).stream(),
                        run.tables().parkedEvents().newest(MOST_LOOKED_AT).stream())
                    .toList());
    countOld(parked);
    for (var cause : waitedFor(parked)) {
      after(PROFILE, cause).map(SourceArn::new).ifPresent(channels::add);
      after(STREAM, cause).map(StreamId::new).ifPresent(streams::add);
      after(RECORDING, cause).map(RecordingId::new).ifPresent(recordings::add);
    }
    if (channels.isEmpty() && streams.isEmpty() && recordings.isEmpty()) {
      return;
    }
    var known =
        run.dynamo().ask(() -> run.tables().batchReader().read(channels, streams, recordings));
    for (var channel : channels) {
      if (isAbout(known, channel)) {
        release(channel);
      }
    }
    for (var stream : streams) {
      if (isAbout(known, stream)) {
        release(ParkingCause.waitingForStream(stream));
      }
    }
    for (var recording : recordings) {
      if (isAbout(known, recording)) {
        release(ParkingCause.waitingForRecording(recording));
      }
    }
  }

  /// Counted before the release: what this run sets free is seen to be gone by the next.
  private void countOld(List<ParkedEvent> parked) {
    var hourAgo = run.now().minus(LONG);
    run.report()
        .parkedOverAnHour(
            parked.stream()
                .filter(event -> event.parkedAt().isBefore(hourAgo))
                .map(event -> List.of(event.waitingFor(), event.eventId()))
                .distinct()
                .count());
  }

  private static Set<String> waitedFor(List<ParkedEvent> parked) {
    return parked.stream()
        .map(ParkedEvent::waitingFor)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// What waits for a channel's profile, which exists.
  ///
  /// @throws SourceUnavailableException if the tables are
  void release(SourceArn channel) {
    release(ParkingCause.waitingForProfile(channel));
  }

  private void release(String cause) {
    run.repairs()
        .release(
            run.dynamo()
                .ask(() -> run.tables().parkedEvents().waitingFor(cause, MOST_OF_ONE_CAUSE)));
  }

  private boolean isAbout(Known known, SourceArn channel) {
    return run.profile(known, channel)
        .filter(profile -> run.isAbout(profile.profileId()))
        .isPresent();
  }

  private boolean isAbout(Known known, StreamId stream) {
    return run.session(known, stream)
        .filter(session -> run.isAbout(session.profileId()))
        .isPresent();
  }

  private boolean isAbout(Known known, RecordingId recording) {
    return run.recording(known, recording).filter(row -> run.isAbout(row.profileId())).isPresent();
  }

  /// `profile#x` without the `x` that stands for any.
  private static Optional<String> after(String example, String cause) {
    var start = example.substring(0, example.length() - 1);
    return cause.startsWith(start)
        ? Optional.of(cause.substring(start.length()))
        : Optional.empty();
  }
}
