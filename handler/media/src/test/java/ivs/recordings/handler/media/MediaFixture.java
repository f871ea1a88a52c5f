package ivs.recordings.handler.media;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.media.MediaLimits;
import ivs.recordings.model.readiness.Media;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.upload.FileName;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.media.MediaJobTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Tables and S3 in this process, real FFmpeg, and recordings that it makes. Without FFmpeg the
/// tests are skipped, and say so.
final class MediaFixture
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  static final Bucket RECORDINGS = new Bucket("example-recordings");
  static final Bucket MEDIA = new Bucket("media");
  private static final ProfileId ANNA = new ProfileId("anna");
  static final String PREFIX = "ivs/v1/123/abc/2026/11/2/9/0/x";
  static final String VERSION = "0123456789ab";
  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

  private static final List<String> PARTS = List.of("objects", "made", "jobs");

  private final LocalTables local = new LocalTables();
  private final Path root = folder();
  private final Path objects = root.resolve("objects");
  private final S3Proxy proxy =
      S3Proxy.builder()
          .blobStore(new FilesystemNio2BlobStore(objects.toString()))
          .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "local", "local")
          .endpoint(URI.create("http://127.0.0.1:0"))
          .build();
  private Optional<S3Client> s3 = Optional.empty();
  private volatile Optional<ToolProcess> running = Optional.empty();
  private Runnable beforeStoring = () -> {};

  private static Path folder() {
    try {
      var folder = Files.createTempDirectory("media-test");
      for (var part : PARTS) {
        Files.createDirectories(folder.resolve(part));
      }
      return folder;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    assumeTrue(
        isInstalled("ffmpeg") && isInstalled("ffprobe"),
        "ffmpeg and ffprobe are not on the PATH: apt-get install ffmpeg");
    proxy.start();
    s3 =
        Optional.of(
            S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + proxy.getPort()))
                .forcePathStyle(true)
                .overrideConfiguration(override -> override.addExecutionInterceptor(new Storing()))
                .build());
  }

  /// Runs what happens while a result is on its way to S3.
  private final class Storing implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      if (isOfResult(context.request())) {
        var event = beforeStoring;
        beforeStoring = () -> {};
        event.run();
      }
    }

    private static boolean isOfResult(SdkRequest request) {
      return request instanceof PutObjectRequest put && put.key().startsWith("derived/");
    }
  }

  /// @param event happens once, after the job has read the row and before its file is stored
  void beforeStoring(Runnable event) {
    beforeStoring = event;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    beforeStoring = () -> {};
    local.empty();
    for (var bucket : List.of(RECORDINGS, MEDIA)) {
      s3().createBucket(create -> create.bucket(bucket.value()));
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (var folder : PARTS) {
      removeContent(root.resolve(folder));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (s3.isPresent()) {
      s3().close();
      proxy.stop();
    }
    local.close();
    removeContent(root);
    Files.deleteIfExists(root);
  }

  private static void removeContent(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          if (!file.equals(folder)) {
            Files.delete(file);
          }
        }
      }
    }
  }

  S3Client s3() {
    return s3.orElseThrow();
  }

  MediaJobTable jobs() {
    return new MediaJobTable(local.dynamo(), "MediaJob");
  }

  Path made(String name) {
    return root.resolve("made").resolve(name);
  }

  /// Runs a program of the test itself.
  String run(String... command) {
    try {
      var process =
          new ProcessBuilder(command)
              .directory(root.resolve("made").toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /// Runs FFmpeg in the folder of the files that are made.
  ///
  /// @param arguments no word of which has a space
  void ffmpeg(String arguments) {
    run(("ffmpeg -nostdin -v error -y " + arguments).split(" +"));
  }

  /// Makes a video with a tone.
  void video(int seconds, String name, String... more) {
    ffmpeg(
        "-f lavfi -i testsrc=size=320x180:rate=25:duration=%1$d -f lavfi -i sine=duration=%1$d %2$s %3$s"
            .formatted(seconds, String.join(" ", more), name));
  }

  /// How long a stored object is, as ffprobe says.
  Duration length(String key) {
    var text =
        run(
            "ffprobe",
            "-v",
            "error",
            "-show_entries",
            "format=duration",
            "-of",
            "csv=p=0",
            objects.resolve(MEDIA.value()).resolve(key).toString());
    return Duration.ofMillis(Math.round(Double.parseDouble(text.strip()) * 1000));
  }

  Path stored(String key) {
    return objects.resolve(MEDIA.value()).resolve(key);
  }

  void put(Bucket bucket, String key, Path file) {
    s3().putObject(put -> put.bucket(bucket.value()).key(key), file);
  }

  /// The keys of the stack's bucket below a folder.
  List<String> keys(String folder) {
    return s3().listObjectsV2(list -> list.bucket(MEDIA.value()).prefix(folder)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  /// The rest of temporary folders.
  List<Path> left() throws IOException {
    try (var files = Files.list(root.resolve("jobs"))) {
      return files.toList();
    }
  }

  /// A recording of fragments that were recorded one after another, each six seconds long.
  RecordingId fragments(int count) throws IOException {
    var playlist = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:3\n");
    for (int i = 0; i < count; i++) {
      playlist.append(i == 0 ? "" : "#EXT-X-DISCONTINUITY\n");
      var name = "f%d".formatted(i);
      video(
          6,
          name + ".m3u8",
          "-c:v",
          "libx264",
          "-g",
          "50",
          "-c:a",
          "aac",
          "-f",
          "hls",
          "-hls_time",
          "2",
          "-hls_playlist_type",
          "vod",
          "-hls_segment_filename",
          name + "-%d.ts");
      for (var line : Files.readAllLines(made(name + ".m3u8"))) {
        if (line.startsWith("#EXTINF") || line.endsWith(".ts")) {
          playlist.append(line).append('\n');
        }
      }
    }
    playlist.append("#EXT-X-ENDLIST\n");
    Files.writeString(made("playlist.m3u8"), playlist);
    Files.writeString(
        made("master.m3u8"), "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n180p/playlist.m3u8\n");
    put(RECORDINGS, PREFIX + "/media/hls/master.m3u8", made("master.m3u8"));
    put(RECORDINGS, PREFIX + "/media/hls/180p/playlist.m3u8", made("playlist.m3u8"));
    try (var files = Files.list(root.resolve("made"))) {
      for (var file : files.filter(each -> each.toString().endsWith(".ts")).toList()) {
        put(RECORDINGS, PREFIX + "/media/hls/180p/" + file.getFileName(), file);
      }
    }
    return available();
  }

  private RecordingId available() {
    var row =
        Recording.of(
            ANNA,
            new Ended(
                Subject.ofComposition(
                    new EventMetadata(
                        "e", NOW, new SourceArn("arn:aws:ivs:us-east-1:1:stage/s"), ""),
                    new SessionId("c1"),
                    new StorageLocation(RECORDINGS, Optional.of(new S3Prefix(PREFIX)))),
                Optional.empty()));
    var table = tables().recordings();
    table.replace(Optional.empty(), row, List.of());
    table.markAvailable(
        row(row.id()),
        new Media(NOW, "media/hls/master.m3u8", VERSION, List.of(), List.of(), Optional.empty()));
    return row.id();
  }

  /// An upload that has arrived.
  RecordingId upload(String file, VideoFormat format) {
    var key = new S3ObjectKey("recordings/room/" + file);
    put(MEDIA, key.value(), made(file));
    var upload =
        new Upload(
            ANNA, Optional.empty(), MEDIA, key, new FileName(file), format, Optional.empty(), NOW);
    var table = tables().recordings();
    table.begin(upload, Optional.empty());
    var arrived =
        new Ended(
            Subject.ofUpload(new EventMetadata("e", NOW, SourceArn.ofUser(ANNA), ""), MEDIA, key),
            Optional.empty());
    var row = row(upload.id());
    table.replace(Optional.of(row), row.value().join(Recording.of(ANNA, arrived)), List.of());
    return upload.id();
  }

  Tables tables() {
    return local.tables(Clock.systemUTC());
  }

  VersionedItem<Recording> row(RecordingId id) {
    return tables().recordings().find(id.value()).orElseThrow();
  }

  MediaJob job(RecordingId id, MediaJobKind kind) {
    return jobs().ofRecording(id).stream()
        .filter(job -> job.id().kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  /// Runs jobs as the container does.
  MediaJobRun.Ending run(RecordingId id, MediaJobKind... kinds) {
    return run("ffmpeg", MediaLimits.DEFAULT, id, kinds);
  }

  MediaJobRun.Ending run(String ffmpeg, MediaLimits limits, RecordingId id, MediaJobKind... kinds) {
    return run(ffmpeg, limits, Duration.ofMinutes(1), id, kinds);
  }

  MediaJobRun.Ending run(
      String ffmpeg, MediaLimits limits, Duration mostTime, RecordingId id, MediaJobKind... kinds) {
    var settings =
        new MediaJobSettings(
            Set.of(RECORDINGS, MEDIA),
            MEDIA,
            ffmpeg,
            "ffprobe",
            root.resolve("jobs"),
            "runner",
            limits,
            mostTime,
            3,
            "Test");
    var budget = new RunBudget(settings.mostTime());
    try (var workspace = new Workspace(settings.folder(), settings.limits().bytes(), budget)) {
      var process = new ToolProcess(workspace.folder(), budget);
      running = Optional.of(process);
      return new MediaJobRun(
              tables().recordings(),
              jobs(),
              new MediaStorage(s3(), budget),
              settings,
              budget,
              workspace,
              process,
              Clock.systemUTC())
          .run(id, List.of(kinds));
    }
  }

  /// Stops the job that runs, as a signal does.
  void stop() {
    running.ifPresent(ToolProcess::stop);
  }

  /// A program in place of FFmpeg.
  String script(String text) throws IOException {
    var script = made("script.sh");
    Files.writeString(script, "#!/bin/sh\n" + text);
    script.toFile().setExecutable(true);
    return script.toString();
  }
}
