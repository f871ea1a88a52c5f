package ivs.recordings.model.stitch;

import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.playback.Playability;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.model.playback.PlayableMedia.Folder;
import ivs.recordings.model.playback.PlayableMedia.OneObject;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What is played of a stream now.
public sealed interface StreamPlayback {
  /// Each one costs two reads of each player that begins; reconnections beyond this are rare. Of
  /// more than these the newest are played.
  int MOST = 20;

  /// Two of the same time have one order.
  Comparator<RecordingSummary> BY_START =
      Comparator.comparing(RecordingSummary::recordedAt)
          .thenComparing(recording -> recording.recordingId().value());

  /// One recording that consists of playlists.
  record Fragment(RecordingSummary recording, Folder media) {}

  /// These recordings, in the order of their start.
  record Stitched(List<Fragment> fragments) implements StreamPlayback {
    public Stitched {
      fragments = List.copyOf(fragments);
    }

    /// When the last of them expires; empty where one of them never does.
    public Optional<Instant> expiry() {
      return fragments.stream().allMatch(of -> of.recording().expiry().isPresent())
          ? fragments.stream()
              .flatMap(of -> of.recording().expiry().stream())
              .max(Comparator.naturalOrder())
          : Optional.empty();
    }

    /// As far as it is known.
    public Optional<Duration> duration() {
      return fragments.stream()
          .flatMap(of -> of.recording().duration().stream())
          .reduce(Duration::plus);
    }
  }

  /// One recording as it is.
  record Single(RecordingSummary recording, PlayableMedia media) implements StreamPlayback {}

  /// Nothing, for the reason of one of its recordings.
  record Refused(Playability why) implements StreamPlayback {}

  /// What could be played is in buckets that are not served.
  record NotServed() implements StreamPlayback {}

  /// The choice for an address that is being given: a single recording is played as it is, and of
  /// several files, which no playlist can hold, the newest.
  static StreamPlayback of(
      List<RecordingSummary> recordings, Predicate<Bucket> isServed, Instant now) {
    return switch (stitched(recordings, isServed, now)) {
      case Stitched(var fragments) when fragments.size() == 1 ->
          new Single(fragments.getFirst().recording(), fragments.getFirst().media());
      case Stitched several -> several;
      case StreamPlayback other ->
          served(recordings, isServed, now)
              .filter(single -> single.media() instanceof OneObject)
              .max(Comparator.comparing(Single::recording, BY_START))
              .<StreamPlayback>map(single -> single)
              .orElse(other);
    };
  }

  /// The same for an address that was given: what is left of the recordings, also where that is one
  /// of them. A composition shows the participants of its stage, so these are left out beside it.
  static StreamPlayback stitched(
      List<RecordingSummary> recordings, Predicate<Bucket> isServed, Instant now) {
    var folders =
        served(recordings, isServed, now)
            .flatMap(single ->
                single.media() instanceof Folder folder
                    ? Stream.of(new Fragment(single.recording(), folder))
                    : Stream.of())
            .sorted(Comparator.comparing(Fragment::recording, BY_START))
            .toList();
    var hasComposition = folders.stream().anyMatch(of -> isOf(of, Source.IVS_COMPOSITION));
    var chosen =
        folders.stream()
            .filter(of -> !(hasComposition && isOf(of, Source.IVS_PARTICIPANT)))
            .toList();
    if (chosen.isEmpty()) {
      return refused(recordings, isServed, now);
    }
    return new Stitched(chosen.subList(Math.max(0, chosen.size() - MOST), chosen.size()));
  }

  private static boolean isOf(Fragment fragment, Source source) {
    return fragment.recording().source() == source;
  }

  private static Stream<Single> served(
      List<RecordingSummary> recordings, Predicate<Bucket> isServed, Instant now) {
    return playable(recordings, now).filter(single -> isServed.test(single.media().bucket()));
  }

  private static Stream<Single> playable(List<RecordingSummary> recordings, Instant now) {
    return recordings.stream()
        .flatMap(recording ->
            Playability.of(recording, now) instanceof Playability.Playable(var media)
                ? Stream.of(new Single(recording, media))
                : Stream.of());
  }

  /// The reason that time changes first: what still records or is being looked at becomes playable.
  /// All is gone where nothing else is left, or nothing but files, which are not stitched.
  private static StreamPlayback refused(
      List<RecordingSummary> recordings, Predicate<Bucket> isServed, Instant now) {
    if (playable(recordings, now).anyMatch(single -> !isServed.test(single.media().bucket()))) {
      return new NotServed();
    }
    return new Refused(
        recordings.stream()
            .map(recording -> Playability.of(recording, now))
            .map(why -> why instanceof Playability.Playable ? new Playability.Gone() : why)
            .min(Comparator.comparingInt(StreamPlayback::distance))
            .orElseGet(Playability.Unplayable::new));
  }

  private static int distance(Playability playability) {
    return switch (playability) {
      case Playability.StillRecording _ -> 0;
      case Playability.Processing _ -> 1;
      case Playability.Unplayable _ -> 2;
      case Playability.Gone _, Playability.Playable _, Playability.Hidden _ -> 3;
    };
  }
}
