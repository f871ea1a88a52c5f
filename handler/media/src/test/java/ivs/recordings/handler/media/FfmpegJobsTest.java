package ivs.recordings.handler.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ivs.recordings.handler.media.MediaJobRun.Ending;
import ivs.recordings.model.media.DerivedFiles;
import ivs.recordings.model.media.FfmpegArguments;
import ivs.recordings.model.media.FfmpegArguments.Input;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJob.State;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.media.MediaLimits;
import ivs.recordings.model.media.MediaVersion;
import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.upload.VideoFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Jobs with real FFmpeg: what they make, and what they do not take for made.
final class FfmpegJobsTest {
  @RegisterExtension private static final MediaFixture MEDIA = new MediaFixture();

  private static final MediaLimits DEFAULT = MediaLimits.DEFAULT;

  private static DerivedFiles derived(RecordingId id) {
    return MEDIA.row(id).media().derived().orElseThrow();
  }

  /// WebM as a browser writes it: no length and no cues.
  private static RecordingId browserWebm(int seconds) {
    MEDIA.video(
        seconds,
        "live.webm",
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-cpu-used",
        "8",
        "-g",
        "50",
        "-c:a",
        "libopus",
        "-f",
        "webm",
        "-live",
        "1");
    return MEDIA.upload("live.webm", VideoFormat.WEBM);
  }

  @Test
  void threeFragmentsAreOneMp4OfTheirWholeLength() throws Exception {
    var id = MEDIA.fragments(3);

    assertThat(MEDIA.run(id, MediaJobKind.MP4)).isEqualTo(Ending.DONE);

    var key = derived(id).mp4().orElseThrow();
    assertThat(key).isEqualTo("derived/composition:c1/0123456789ab/recording.mp4");
    assertThat(MEDIA.length(key).toMillis()).isCloseTo(18_000, within(500L));
    assertThat(MEDIA.job(id, MediaJobKind.MP4).state()).isEqualTo(State.SUCCEEDED);
    assertThat(MEDIA.left()).as("temporary folders").isEmpty();
  }

  @Test
  void aSecondRunOfAJobThatSucceededMakesNothing() throws Exception {
    var id = MEDIA.fragments(1);
    MEDIA.run(id, MediaJobKind.MP4);
    var before = MEDIA.row(id).version();

    assertThat(MEDIA.run("no-such-program", DEFAULT, id, MediaJobKind.MP4)).isEqualTo(Ending.DONE);
    assertThat(MEDIA.row(id).version()).isEqualTo(before);
  }

  @Test
  void aResultThatIsCutOffIsRefusedAndMadeOnceMore() throws Exception {
    var id = MEDIA.fragments(2);
    var cutting =
        MEDIA.script(
            """
            n=$#; i=0
            for a in "$@"; do
              i=$((i+1)); shift
              if [ $i -eq $n ]; then set -- "$@" -t 2; fi
              set -- "$@" "$a"
            done
            exec ffmpeg "$@"
            """);

    assertThat(MEDIA.run(cutting, DEFAULT, id, MediaJobKind.MP4)).isEqualTo(Ending.RETRY);
    assertRefused(id, MediaJobFault.LENGTH_DIFFERS);
    assertMadeOnceMore(id);
  }

  @Test
  void aKilledProcessIsAFailureAndIsMadeOnceMore() throws Exception {
    var id = MEDIA.fragments(1);
    var killed = MEDIA.script("ffmpeg \"$@\"; kill -9 $$\n");

    assertThat(MEDIA.run(killed, DEFAULT, id, MediaJobKind.MP4)).isEqualTo(Ending.RETRY);
    assertRefused(id, MediaJobFault.ENDED_BY_SIGNAL);
    assertMadeOnceMore(id);
  }

  @Test
  void anEmptyFileIsRefusedAndMadeOnceMore() throws Exception {
    var id = MEDIA.fragments(1);
    var empty =
        MEDIA.script(
            """
            cat > /dev/null
            for a in "$@"; do last=$a; done
            : > "${last#file:}"
            """);

    assertThat(MEDIA.run(empty, DEFAULT, id, MediaJobKind.MP4)).isEqualTo(Ending.RETRY);
    assertRefused(id, MediaJobFault.EMPTY_RESULT);
    assertMadeOnceMore(id);
  }

  private static void assertRefused(RecordingId id, MediaJobFault fault) throws Exception {
    var job = MEDIA.job(id, MediaJobKind.MP4);
    assertThat(job.state()).isEqualTo(State.QUEUED);
    assertThat(job.fault()).contains(fault);
    assertThat(MEDIA.keys("derived/")).isEmpty();
    assertThat(MEDIA.row(id).media().derived()).isEmpty();
    assertThat(MEDIA.left()).isEmpty();
  }

  private static void assertMadeOnceMore(RecordingId id) {
    assertThat(MEDIA.run(id, MediaJobKind.MP4)).isEqualTo(Ending.DONE);
    var job = MEDIA.job(id, MediaJobKind.MP4);
    assertThat(job.state()).isEqualTo(State.SUCCEEDED);
    assertThat(job.attempts()).isEqualTo(2);
    assertThat(job.fault()).isEmpty();
  }

  @Test
  void aJobThatTakesTooLongIsKilled() throws Exception {
    var id = MEDIA.fragments(1);
    var slow = MEDIA.script("exec sleep 60\n");
    var from = Instant.now();

    var ending = MEDIA.run(slow, DEFAULT, Duration.ofSeconds(1), id, MediaJobKind.MP4);

    assertThat(ending).isEqualTo(Ending.RETRY);
    assertThat(MEDIA.job(id, MediaJobKind.MP4).fault()).contains(MediaJobFault.TIMED_OUT);
    assertThat(Duration.between(from, Instant.now())).isLessThan(Duration.ofSeconds(20));
  }

  /// Each process ends within the time of the run, and all of them together do not.
  @Test
  void theProcessesOfAJobShareTheTimeOfTheRun() throws Exception {
    var id = MEDIA.fragments(3);
    var slow = MEDIA.script("sleep 2; exec ffmpeg \"$@\"\n");

    var ending = MEDIA.run(slow, DEFAULT, Duration.ofSeconds(5), id, MediaJobKind.MP4);

    assertThat(ending).isEqualTo(Ending.RETRY);
    assertThat(MEDIA.job(id, MediaJobKind.MP4).fault()).contains(MediaJobFault.TIMED_OUT);
    assertThat(MEDIA.left()).isEmpty();
  }

  @Test
  void aJobForWhichNoTimeIsLeftIsNotBegun() throws Exception {
    var id = browserWebm(2);
    var slow = MEDIA.script("exec sleep 60\n");

    var ending =
        MEDIA.run(
            slow, DEFAULT, Duration.ofSeconds(2), id, MediaJobKind.REMUX, MediaJobKind.THUMBNAILS);

    assertThat(ending).isEqualTo(Ending.RETRY);
    assertThat(MEDIA.jobs().ofRecording(id))
        .singleElement()
        .satisfies(job -> {
          assertThat(job.id().kind()).isEqualTo(MediaJobKind.REMUX);
          assertThat(job.fault()).contains(MediaJobFault.TIMED_OUT);
        });
  }

  @Test
  void nothingIsReadOrStoredOnceTheTimeIsOver() throws Exception {
    var over = new RunBudget(Duration.ZERO);
    var file = MEDIA.made("large.bin");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(65L * 1024 * 1024);
    }
    var place = new MediaPath(MediaFixture.MEDIA, "derived/large.bin");

    assertThatThrownBy(() -> new MediaStorage(MEDIA.s3(), over).put(file, place, "video/mp4"))
        .hasMessage(MediaJobFault.TIMED_OUT.message());
    assertThat(MEDIA.keys("derived/")).isEmpty();
    assertThat(
            MEDIA
                .s3()
                .listMultipartUploads(list -> list.bucket(MediaFixture.MEDIA.value()))
                .uploads())
        .isEmpty();
    try (var workspace = new Workspace(MEDIA.made("jobs"), Long.MAX_VALUE, over);
        var stream = Files.newInputStream(file)) {
      assertThatThrownBy(() -> workspace.store(stream, "source"))
          .hasMessage(MediaJobFault.TIMED_OUT.message());
    }
  }

  @Test
  void aJobThatIsStoppedKillsItsProcessAndLeavesNoFiles() throws Exception {
    var id = MEDIA.fragments(1);
    var started = MEDIA.made("started");
    var slow =
        MEDIA.script(
            "echo $$ > '%s.new'; mv '%s.new' '%s'; exec sleep 60%n"
                .formatted(started, started, started));
    var stopping =
        Thread.ofPlatform()
            .start(() -> {
              while (!Files.exists(started)) { // Ends with the test, which fails without the file.
                LockSupport.parkNanos(10_000_000);
              }
              MEDIA.stop();
            });

    assertThat(MEDIA.run(slow, DEFAULT, id, MediaJobKind.MP4)).isEqualTo(Ending.RETRY);

    stopping.join();
    var process = Long.parseLong(Files.readString(started).strip());
    assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(MEDIA.job(id, MediaJobKind.MP4).fault()).contains(MediaJobFault.INTERRUPTED);
    assertThat(MEDIA.left()).isEmpty();
  }

  @Test
  void theThirdFailureIsTheLast() throws Exception {
    var id = MEDIA.fragments(1);
    var broken = MEDIA.script("exit 1\n");

    assertThat(MEDIA.run(broken, DEFAULT, id, MediaJobKind.MP4)).isEqualTo(Ending.RETRY);
    assertThat(MEDIA.run(broken, DEFAULT, id, MediaJobKind.MP4)).isEqualTo(Ending.RETRY);
    assertThat(MEDIA.run(broken, DEFAULT, id, MediaJobKind.MP4)).isEqualTo(Ending.FAILED);
    assertThat(MEDIA.job(id, MediaJobKind.MP4).state()).isEqualTo(State.FAILED);
  }

  @Test
  void aMissingSegmentIsAFailure() throws Exception {
    var id = MEDIA.fragments(1);
    MEDIA
        .s3()
        .deleteObject(delete ->
            delete
                .bucket(MediaFixture.RECORDINGS.value())
                .key(MediaFixture.PREFIX + "/media/hls/180p/f0-1.ts"));

    assertThat(MEDIA.run(id, MediaJobKind.MP4)).isEqualTo(Ending.RETRY);
    assertThat(MEDIA.job(id, MediaJobKind.MP4).fault()).contains(MediaJobFault.INPUT_MISSING);
  }

  @Test
  void aBrowsersWebmCanBeSeekedAfterItsJob() {
    var id = browserWebm(10);

    assertThat(MEDIA.run(id, MediaJobKind.REMUX, MediaJobKind.THUMBNAILS)).isEqualTo(Ending.DONE);

    var key = derived(id).seekable().orElseThrow();
    assertThat(MEDIA.length(key).toMillis()).isCloseTo(10_000, within(1_000L));
    assertThat(MEDIA.row(id).value().duration().orElseThrow().toMillis())
        .isCloseTo(10_000, within(1_000L));
    // The element Cues (1C53BB6B) stands before the media.
    assertThat(firstBytes(key)).contains("1c53bb6b");
    assertThat(derived(id).posters()).hasSize(5);
    assertThat(MEDIA.keys("derived/")).hasSize(6);
    assertThat(MEDIA.keys("recordings/")).as("the original stays").hasSize(1);
  }

  @Test
  void aRemuxThatIsTriedOnceMoreTakesItsErrorBack() throws Exception {
    var id = browserWebm(4);
    // As the reconciler leaves it, which waits for the job.
    MEDIA.tables().recordings().markUnplayable(MEDIA.row(id), MediaError.MEDIA_LATE);
    var broken = MEDIA.script("exit 1\n");
    for (int attempt = 0; attempt < 3; attempt++) {
      MEDIA.run(broken, DEFAULT, id, MediaJobKind.REMUX);
    }
    assertThat(MEDIA.job(id, MediaJobKind.REMUX).state()).isEqualTo(State.FAILED);
    assertThat(MEDIA.row(id).media().isNotSeekable()).isTrue();
    assertThat(MEDIA.run(id, MediaJobKind.REMUX)).as("it is over").isEqualTo(Ending.DONE);
    assertThat(MEDIA.row(id).media().isNotSeekable()).isTrue();

    askAgain(id);

    assertThat(MEDIA.run(id, MediaJobKind.REMUX)).isEqualTo(Ending.DONE);
    assertThat(MEDIA.row(id).media().error()).isEmpty();
    assertThat(MEDIA.length(derived(id).seekable().orElseThrow()).toMillis())
        .isCloseTo(4_000, within(1_000L));
  }

  private static void askAgain(RecordingId id) {
    for (var job : MEDIA.jobs().ofRecording(id)) {
      MediaJob.asked(job.id(), Optional.of(job), Instant.now()).ifPresent(MEDIA.jobs()::write);
    }
  }

  private static String firstBytes(String key) {
    try (var stream = Files.newInputStream(MEDIA.stored(key))) {
      return HexFormat.of().formatHex(stream.readNBytes(4_096));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Test
  void aPlaylistDisguisedAsWebmIsRefusedForGood() throws Exception {
    Files.writeString(
        MEDIA.made("evil.webm"),
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n");
    var id = MEDIA.upload("evil.webm", VideoFormat.WEBM);

    assertThat(MEDIA.run(id, MediaJobKind.REMUX)).isEqualTo(Ending.FAILED);
    assertThat(MEDIA.job(id, MediaJobKind.REMUX).fault()).contains(MediaJobFault.UNREADABLE);
    assertThat(MEDIA.row(id).media().isNotSeekable()).isTrue();
  }

  @Test
  void anMp4WithItsIndexLastIsPutInOrder() {
    MEDIA.video(4, "last.mp4", "-c:v", "libx264", "-c:a", "aac");
    var id = MEDIA.upload("last.mp4", VideoFormat.MP4);

    assertThat(MEDIA.run(id, MediaJobKind.REMUX)).isEqualTo(Ending.DONE);
    assertThat(derived(id).seekable()).hasValueSatisfying(key -> assertThat(key).endsWith(".mp4"));
  }

  @Test
  void anMp4ThatIsInOrderIsLeftAsItIs() {
    MEDIA.video(4, "first.mp4", "-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart");
    var id = MEDIA.upload("first.mp4", VideoFormat.MP4);

    assertThat(MEDIA.run(id, MediaJobKind.REMUX)).isEqualTo(Ending.DONE);
    assertThat(derived(id).seekable()).isEmpty();
    assertThat(MEDIA.row(id).value().duration().orElseThrow().toMillis())
        .isCloseTo(4_000, within(200L));
  }

  @Test
  void aFragmentedMp4IsPutInOrder() {
    MEDIA.video(
        4,
        "fragments.mp4",
        "-c:v",
        "libx264",
        "-c:a",
        "aac",
        "-movflags",
        "frag_keyframe+empty_moov");
    var id = MEDIA.upload("fragments.mp4", VideoFormat.MP4);

    assertThat(MEDIA.run(id, MediaJobKind.REMUX)).isEqualTo(Ending.DONE);
    assertThat(MEDIA.length(derived(id).seekable().orElseThrow()).toMillis())
        .isCloseTo(4_000, within(500L));
  }

  @Test
  void aRecordingWithoutAPictureHasNoImages() {
    MEDIA.ffmpeg("-f lavfi -i sine=duration=3 -c:a libopus sound.webm");
    var id = MEDIA.upload("sound.webm", VideoFormat.WEBM);

    assertThat(MEDIA.run(id, MediaJobKind.THUMBNAILS)).isEqualTo(Ending.DONE);
    assertThat(derived(id).posters()).isEmpty();
  }

  @Test
  void aVideoOfOneFrameHasAnImage() {
    MEDIA.ffmpeg("-f lavfi -i testsrc=size=320x180:rate=25:duration=0.04 -c:v libvpx one.webm");
    var id = MEDIA.upload("one.webm", VideoFormat.WEBM);

    assertThat(MEDIA.run(id, MediaJobKind.THUMBNAILS)).isEqualTo(Ending.DONE);
    assertThat(derived(id).posters()).isNotEmpty();
  }

  @Test
  void codecsThatMp4DoesNotTakeAreNotEncoded() {
    var id = browserWebm(2);

    assertThat(MEDIA.run(id, MediaJobKind.MP4)).isEqualTo(Ending.FAILED);
    assertThat(MEDIA.job(id, MediaJobKind.MP4).fault()).contains(MediaJobFault.NOT_COPYABLE);
    assertThat(MEDIA.row(id).media().error()).as("only a remux concerns the row").isEmpty();
  }

  @Test
  void whatIsTooLongTooLargeOrHasTooManyPixelsIsRefused() {
    var id = browserWebm(4);

    assertFails(
        id,
        new MediaLimits(DEFAULT.bytes(), Duration.ofSeconds(3), DEFAULT.pixels()),
        MediaJobFault.TOO_LONG);
    assertFails(
        id, new MediaLimits(1_000, DEFAULT.length(), DEFAULT.pixels()), MediaJobFault.TOO_LARGE);
    assertFails(
        id,
        new MediaLimits(DEFAULT.bytes(), DEFAULT.length(), 320 * 179),
        MediaJobFault.PICTURE_TOO_LARGE);
  }

  private static void assertFails(RecordingId id, MediaLimits limits, MediaJobFault fault) {
    askAgain(id);

    assertThat(MEDIA.run("ffmpeg", limits, id, MediaJobKind.THUMBNAILS)).isEqualTo(Ending.FAILED);
    assertThat(MEDIA.job(id, MediaJobKind.THUMBNAILS).fault()).contains(fault);
  }

  @Test
  void aRecordingThatWasDeletedMeanwhileGetsNothing() throws Exception {
    var id = MEDIA.fragments(1);
    var row = MEDIA.row(id);
    MEDIA.tables().retention().markDeleted(id, row.version());

    assertThat(MEDIA.run(id, MediaJobKind.MP4)).isEqualTo(Ending.DONE);
    assertThat(MEDIA.jobs().ofRecording(id)).isEmpty();
  }

  /// Of five images the first is on its way when the deletion begins; retention removes it.
  @Test
  void aRecordingThatIsDeletedMeanwhileGetsNoOtherFile() throws Exception {
    var id = browserWebm(2);
    MEDIA.beforeStoring(() ->
        assertThat(MEDIA.tables().retention().markDeleted(id, MEDIA.row(id).version())).isTrue());

    assertThat(MEDIA.run(id, MediaJobKind.THUMBNAILS)).isEqualTo(Ending.FAILED);

    assertThat(MEDIA.job(id, MediaJobKind.THUMBNAILS).fault()).contains(MediaJobFault.SUPERSEDED);
    assertThat(MEDIA.keys("derived/")).hasSize(1);
    assertThat(MEDIA.row(id).media().derived()).isEmpty();
  }

  @Test
  void aRunEndsWhereAnotherProcessRunsOneOfItsJobs() {
    var id = browserWebm(2);
    var remux = new MediaJobId(id, MediaJobKind.REMUX, version(id));
    var asked = MediaJob.asked(remux, Optional.empty(), Instant.now()).orElseThrow();
    MEDIA.jobs().write(asked.begun("another", Instant.now()).orElseThrow());

    var ending = MEDIA.run(id, MediaJobKind.REMUX, MediaJobKind.THUMBNAILS);

    assertThat(ending).isEqualTo(Ending.ELSEWHERE);
    assertThat(ending.exitCode()).isZero();
    assertThat(MEDIA.jobs().ofRecording(id))
        .singleElement()
        .satisfies(job -> assertThat(job.state()).isEqualTo(State.RUNNING));
    assertThat(MEDIA.keys("derived/")).isEmpty();
  }

  private static String version(RecordingId id) {
    var key = MEDIA.row(id).value().location().objectKey().orElseThrow().value();
    var head = MEDIA.s3().headObject(get -> get.bucket(MediaFixture.MEDIA.value()).key(key));
    return MediaVersion.of(head.eTag().replace("\"", ""));
  }

  @Test
  void everyInputIsOfANamedFormatAndOfAFileOrAPipe() {
    for (var arguments :
        List.of(
            FfmpegArguments.copySegments(Input.MPEG_TS, true, "o"),
            FfmpegArguments.joinParts("l", "o"),
            FfmpegArguments.toMp4(Input.MP4, "i", "o"),
            FfmpegArguments.seekable(VideoFormat.WEBM, true, "i", "o"),
            FfmpegArguments.poster(Input.MP4, "i", Duration.ZERO, "o"),
            FfmpegArguments.probe(Input.MP4, "i"),
            FfmpegArguments.packets(Input.MP4, "i"))) {
      var input = arguments.indexOf("-i");
      assertThat(arguments.subList(0, input)).contains("-protocol_whitelist", "-format_whitelist");
      assertThat(arguments.get(input + 1)).matches("file:.*|pipe:0");
    }
  }
}
