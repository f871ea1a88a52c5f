package ivs.recordings.handler.api;

import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.GzipBody;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.playback.PlaylistRewrite;
import ivs.recordings.model.recording.ProfileId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.crac.Context;
import org.crac.Resource;

/// Answers lists of a profile that has none before Lambda takes its snapshot, so that the first
/// request after a restore finds classes loaded and code compiled. It only reads, and no secret: an
/// empty list has no cursor. A fault is an answer, so no deployment fails because of it.
final class ApiPriming implements Resource {
  /// The JVM compiles what was called some hundred times.
  private static final int ROUNDS = 300;

  private static final ApiRequest REQUEST =
      new ApiRequest(
          "GET /v1/recordings",
          Map.of(),
          Map.of("limit", "1"),
          Map.of(),
          Optional.empty(),
          false,
          Optional.of(new Viewer.Owner(new ProfileId("priming"))));

  /// Reads and compresses the files of the page.
  private static final ApiRequest PAGE =
      new ApiRequest(
          "GET /", Map.of(), Map.of(), Map.of(), Optional.empty(), false, Optional.empty());

  /// A playlist is rewritten as a request would: no secret is read, and nothing is signed.
  private static final String PLAYLIST =
      "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n" + "#EXTINF:6.0,\n0.m4s\n".repeat(50);

  private final RecordingApi api;
  private final Supplier<RecordingApi> other;

  /// @param other makes a function whose connections are left to themselves before the snapshot
  ApiPriming(RecordingApi api, Supplier<RecordingApi> other) {
    this.api = api;
    this.other = other;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    var rehearsal = other.get();
    rehearsal.answer(PAGE, "priming");
    var rewrite = new PlaylistRewrite("media/hls/a/playlist.m3u8", "", "https://priming/", "q");
    for (int round = 0; round < ROUNDS; round++) {
      rehearsal.answer(REQUEST, "priming");
      var _ = GzipBody.of(rewrite.applied(PLAYLIST).getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Opens a connection before a request needs it.
  @Override
  public void afterRestore(Context<? extends Resource> context) {
    api.answer(REQUEST, "priming");
  }
}
