package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.api.http.AccessLog;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.model.playback.GrantLifetime;
import ivs.recordings.model.playback.PlaylistRewrite;
import ivs.recordings.model.playback.UnsoundPlaylistException;
import ivs.recordings.model.stitch.MediaSegment;
import ivs.recordings.model.stitch.StreamPlayback.Fragment;
import ivs.recordings.model.stitch.VariantStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The stored playlists of several recordings, read side by side: one round trip for the
/// multivariant playlists and one for the media playlists of a rendition, however many recordings
/// there are.
public record FragmentPlaylists(PlaylistFiles files, MediaSigner signer) {
  /// Addresses are about four times as long as what is stored; this is what an answer can hold.
  private static final long MOST_TEXT = 24L * 1024 * 1024;

  /// A recording with its renditions, whose playlists are paths relative to its folder.
  public record Renditions(Fragment fragment, List<VariantStream> variants) {
    public Renditions {
      variants = List.copyOf(variants);
    }
  }

  /// The renditions of each recording. One whose playlist is missing or unsound is left out, and
  /// the log says which: the others can still be played.
  public List<Renditions> renditions(List<Fragment> fragments) {
    return sideBySide(fragments.size(), index -> renditions(fragments.get(index))).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Renditions> renditions(Fragment fragment) {
    try {
      var path = fragment.media().playlist();
      var text = new PlaylistRewrite(path, "", "", "").applied(stored(fragment, path));
      var variants = PlaylistParser.variants(text);
      if (variants.isEmpty()) {
        throw new UnsoundPlaylistException("the playlist to play names no rendition");
      }
      return Optional.of(new Renditions(fragment, variants));
    } catch (UnsoundPlaylistException unsound) {
      AccessLog.unusable(fragment.recording().recordingId(), String.valueOf(unsound.getMessage()));
      return Optional.empty();
    }
  }

  /// The segments of one rendition, with signed addresses. None is left out here, or the renditions
  /// would have different time lines.
  ///
  /// @param paths one of each recording, relative to its folder
  /// @param until when the addresses end, unless the retention time of their recording ends before
  public List<List<MediaSegment>> segments(
      List<Fragment> fragments, List<String> paths, Instant until) {
    var length = new AtomicLong();
    return sideBySide(
        fragments.size(), index -> segments(fragments.get(index), paths.get(index), until, length));
  }

  private List<MediaSegment> segments(
      Fragment fragment, String path, Instant until, AtomicLong length) {
    var folder = fragment.media();
    var end = GrantLifetime.within(until, fragment.recording().expiry());
    try {
      if (!PlayRoutes.PLAIN.matcher(path).matches()) {
        throw new UnsoundPlaylistException("a rendition has no plain path");
      }
      var rewrite = new PlaylistRewrite(path, "", signer.base(folder), signer.query(folder, end));
      var text = rewrite.applied(stored(fragment, path));
      if (length.addAndGet(text.length()) > MOST_TEXT) {
        throw new UnsoundPlaylistException("the recordings of the stream have too many segments");
      }
      return PlaylistParser.segments(text);
    } catch (UnsoundPlaylistException unsound) {
      throw new RejectedRequestException(
          PlayRoutes.unusable(fragment.recording(), String.valueOf(unsound.getMessage())));
    }
  }

  private String stored(Fragment fragment, String path) {
    return files
        .read(fragment.media().at(path))
        .orElseThrow(() -> new UnsoundPlaylistException("a playlist to play cannot be read"));
  }

  /// In the order of their numbers; there are never more than twenty.
  private static <T> List<T> sideBySide(int count, IntFunction<T> read) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, count)
              .<Callable<T>>mapToObj(index -> () -> read.apply(index))
              .toList();
      var results = new ArrayList<T>();
      for (Future<T> one : threads.invokeAll(tasks)) {
        results.add(one.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading playlists", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }
}
