package ivs.recordings.handler.readiness;

import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.runtime.ManifestParser;
import ivs.recordings.handler.runtime.ManifestParser.UnreadableManifestException;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.media.DerivedFiles;
import ivs.recordings.model.media.MediaVersion;
import ivs.recordings.model.readiness.Media;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.readiness.MediaFiles;
import ivs.recordings.model.readiness.MediaLayout;
import ivs.recordings.model.readiness.Readiness;
import ivs.recordings.model.readiness.Readiness.Available;
import ivs.recordings.model.readiness.Readiness.AwaitsRemux;
import ivs.recordings.model.readiness.Readiness.BucketNotRead;
import ivs.recordings.model.readiness.Readiness.NotSeekable;
import ivs.recordings.model.readiness.Readiness.Pending;
import ivs.recordings.model.readiness.Readiness.Rejected;
import ivs.recordings.model.readiness.Readiness.WithoutMedia;
import ivs.recordings.model.readiness.ReadinessRules;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.upload.UploadFault;
import ivs.recordings.model.upload.UploadRules;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.ChangeCause;
import ivs.recordings.store.item.MediaState;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import ivs.recordings.store.item.WriteResult.Raced;
import ivs.recordings.store.item.WriterFunction;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks whether one recording can be played, and notes it on its row: for [RecordingReadiness]
/// and for the reconciler alike. Its steps are separate, so that each caller can guard its calls.
public final class ReadinessCheck {
  /// The folder that all layouts of IVS have, and the only one that the functions may list.
  private static final String ROOT = "media";

  /// 25,000 objects are two days of one rendition in segments of ten seconds and their images. What
  /// has more is looked up file by file, and its size is not known.
  static final int MOST_PAGES = 25;

  /// A page of each place of images, and three more where there are many.
  private static final int MOST_IMAGE_PAGES = 4;

  private final Tables tables;
  private final RecordingFiles files;
  private final Set<Bucket> buckets;
  private final Visibility ofChannels;
  private final boolean hasMediaJobs;
  private final Clock clock;

  /// @param buckets that may be read; nothing else is, whatever a row says
  /// @param ofChannels the visibility of a channel's stream that has none of its own
  /// @param hasMediaJobs whether there are jobs that make uploads seekable
  public ReadinessCheck(
      Tables tables,
      RecordingFiles files,
      Set<Bucket> buckets,
      Visibility ofChannels,
      boolean hasMediaJobs,
      Clock clock) {
    this.tables = tables;
    this.files = files;
    this.buckets = buckets;
    this.ofChannels = ofChannels;
    this.hasMediaJobs = hasMediaJobs;
    this.clock = clock;
  }

  /// Whether `MEDIA_JOBS` says that there are jobs that make uploads seekable.
  public static boolean hasMediaJobs(Map<String, String> environment) {
    return Boolean.parseBoolean(environment.getOrDefault("MEDIA_JOBS", "false"));
  }

  /// What became of a row.
  public enum Noted {
    /// It can be played, and the row says so now.
    AVAILABLE,
    /// The row says now why it cannot be played.
    UNPLAYABLE,
    /// There was nothing to write.
    NOTHING,
    /// The row was written meanwhile, and is as the other writer left it.
    CONFLICT
  }

  /// The current row, if it has ended with files and was not deleted.
  public Optional<VersionedItem<Recording>> find(String recordingId) {
    return tables
        .recordings()
        .find(recordingId)
        .filter(item -> item.value().status() != RecordingStatus.STARTED)
        .filter(item -> item.value().location().hasFiles())
        .filter(item -> item.media().deletedAt().isEmpty());
  }

  /// Compares its manifest with its files: calls to S3 only, and a limited number of them.
  public Readiness look(VersionedItem<Recording> item) {
    var location = item.value().location();
    var bucket = location.bucket().orElseThrow();
    if (!buckets.contains(bucket)) {
      return new BucketNotRead();
    }
    if (location.objectKey().isPresent()) {
      return look(bucket, location.objectKey().get(), item.media());
    }
    var prefix = location.prefix().orElseThrow();
    var names = files.manifests(bucket, prefix);
    for (var name : new String[] {ManifestParser.ENDED, ManifestParser.FAILED}) {
      if (names.contains(name)) {
        return files
            .read(bucket, prefix, name)
            .map(file -> look(bucket, prefix, name, file))
            .orElseGet(() -> new Pending("events/" + name));
      }
    }
    return new Pending("events/" + ManifestParser.ENDED);
  }

  private Readiness look(Bucket bucket, S3ObjectKey key, MediaState known) {
    var stored = files.object(bucket, key);
    var expected = known.expected();
    if (stored.isEmpty() || expected.isEmpty()) {
      return new Pending("the object");
    }
    var object = stored.get();
    return UploadRules.fault(expected.get().format(), expected.get().size(), object)
        .<Readiness>map(Rejected::new)
        .orElseGet(() -> {
          var version = MediaVersion.of(object.etag());
          var derived = known.derivedOf(version);
          var media =
              new Media(
                  now(),
                  key.value().substring(key.value().lastIndexOf('/') + 1),
                  version,
                  List.of(),
                  derived.map(DerivedFiles::posters).orElse(List.of()),
                  Optional.of(object.size()));
          return expected.get().format() == VideoFormat.WEBM
                  && derived.flatMap(DerivedFiles::seekable).isEmpty()
              ? notSeekable(media, known)
              : new Available(media);
        });
  }

  /// A browser's WebM has neither a length nor an index.
  private Readiness notSeekable(Media original, MediaState known) {
    return hasMediaJobs && !known.isNotSeekable()
        ? new AwaitsRemux(original)
        : new NotSeekable(original);
  }

  private Readiness look(Bucket bucket, S3Prefix prefix, String name, RecordingFiles.Written file) {
    try {
      if (!ManifestParser.parse(name, file.text(), file.lastModified()).isOver()) {
        return new Pending("the end in events/" + name);
      }
      return ManifestParser.media(name, file.text())
          .map(layout -> look(bucket, prefix, layout, file))
          .orElseGet(WithoutMedia::new);
    } catch (UnreadableManifestException unreadable) {
      return new Pending("a manifest that can be read (%s)".formatted(unreadable.getMessage()));
    }
  }

  private Readiness look(
      Bucket bucket, S3Prefix prefix, MediaLayout layout, RecordingFiles.Written file) {
    return layout.root().equals(ROOT)
        ? ReadinessRules.check(
            layout, list(bucket, prefix, layout), MediaVersion.of(file.text()), now())
        : new Pending("media in the folder %s".formatted(ROOT));
  }

  /// Times on rows have whole seconds.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private MediaFiles list(Bucket bucket, S3Prefix prefix, MediaLayout layout) {
    var sizes = new HashMap<String, Long>();
    if (list(bucket, prefix, ROOT + "/", MOST_PAGES, sizes)) {
      return new MediaFiles(sizes, true);
    }
    list(bucket, prefix, layout.playlistPath(), 1, sizes);
    for (var rendition : layout.renditions()) {
      list(bucket, prefix, layout.playlistPath(rendition), 1, sizes);
      list(bucket, prefix, layout.folder(rendition) + "/", 1, sizes);
    }
    for (var place : layout.images()) {
      list(bucket, prefix, place, MOST_IMAGE_PAGES, sizes);
    }
    return new MediaFiles(sizes, false);
  }

  /// Whether these were all.
  private boolean list(
      Bucket bucket, S3Prefix prefix, String begin, int mostPages, Map<String, Long> sizes) {
    Optional<String> next = Optional.empty();
    for (int page = 0; page < mostPages; page++) {
      var answer = files.objects(bucket, prefix, begin, next);
      sizes.putAll(answer.sizes());
      next = answer.next();
      if (next.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /// Notes on the row what was found, if the row is still as it was seen. The streams come first: a
  /// crash in between leaves a row that is checked again.
  ///
  /// @param gaveUp what to note where files are still missing, if they are not waited for any more
  public Noted note(
      VersionedItem<Recording> item, Readiness readiness, Optional<MediaError> gaveUp) {
    return switch (readiness) {
      case Available(var media) -> {
        publish(item);
        yield written(tables.recordings().markAvailable(item, media), Noted.AVAILABLE);
      }
      case NotSeekable(var media) -> {
        publish(item);
        yield notSeekable(item, media);
      }
      case AwaitsRemux(var media) -> {
        if (gaveUp.filter(MediaError::isFinal).isEmpty()) {
          yield note(item, gaveUp);
        }
        publish(item);
        yield notSeekable(item, media);
      }
      case WithoutMedia() -> note(item, error(item, gaveUp));
      case Pending _, BucketNotRead _ -> note(item, gaveUp);
      case Rejected(var fault) -> reject(item, fault);
    };
  }

  private Noted notSeekable(VersionedItem<Recording> item, Media media) {
    return written(
        tables.recordings().markAvailable(item, media, Optional.of(MediaError.NOT_SEEKABLE)),
        Noted.AVAILABLE);
  }

  /// A rejection is entered like an event, and beats whatever S3 reports of the object.
  private Noted reject(VersionedItem<Recording> item, UploadFault fault) {
    var row = item.value();
    var now = now();
    var event =
        new DestinationFailed(
            Subject.ofUpload(
                new EventMetadata("", now, row.sourceArn(), ""),
                row.location().bucket().orElseThrow(),
                row.location().objectKey().orElseThrow()),
            Optional.empty(),
            Optional.empty(),
            Optional.of(fault.name()));
    if (item.media().error().filter(MediaError::isFinal).isPresent()
        && !item.media().isNotSeekable()) {
      return Noted.NOTHING;
    }
    var cause = new ChangeCause(now, WriterFunction.READINESS, event.phrase(), fault.name(), "");
    return written(
        tables.recordings().reject(item, row.join(Recording.of(row.profileId(), event)), cause),
        Noted.UNPLAYABLE);
  }

  /// As [#note] where the outcome is another than the one that was checked before: other files are
  /// noted, and what could not be played is waited for again. The time at which it became playable
  /// stays.
  public Noted noteAgain(VersionedItem<Recording> item, Readiness readiness) {
    var known = item.media().available();
    return switch (readiness) {
      case Available(var media) when known.isPresent() -> {
        publish(item);
        yield media.version().equals(known.get().version())
            ? Noted.NOTHING
            : written(
                tables.recordings().markAvailable(item, media.since(known.get().availableAt())),
                Noted.AVAILABLE);
      }
      case NotSeekable(var media) when known.isPresent() -> {
        publish(item);
        yield media.version().equals(known.get().version()) && item.media().isNotSeekable()
            ? Noted.NOTHING
            : notSeekable(item, media.since(known.get().availableAt()));
      }
      case AwaitsRemux _ when known.isPresent() -> Noted.NOTHING;
      case Pending _, AwaitsRemux _
          when item.media().error().filter(MediaError::isFinal).isPresent() ->
          written(tables.recordings().awaitMedia(item), Noted.NOTHING);
      case Pending _, WithoutMedia _, BucketNotRead _ when known.isPresent() -> Noted.NOTHING;
      case Rejected(var fault) -> reject(item, fault);
      case Readiness _ -> note(item, readiness, Optional.empty());
    };
  }

  private static Noted written(WriteResult<Recording> result, Noted done) {
    return result instanceof Raced ? Noted.CONFLICT : done;
  }

  /// That nothing can be played of a failed recording says its status already.
  private static Optional<MediaError> error(
      VersionedItem<Recording> item, Optional<MediaError> gaveUp) {
    return item.value().status() == RecordingStatus.FAILED
        ? gaveUp
        : Optional.of(MediaError.NO_MEDIA);
  }

  /// Lists the streams of a recording among the public ones, as far as they are public.
  public void publish(VersionedItem<Recording> item) {
    tables.links().list(item.value(), ofChannels);
  }

  /// The same error is not written twice: each write would lead to another check.
  private Noted note(VersionedItem<Recording> item, Optional<MediaError> error) {
    var known = item.media().error();
    if (error.isEmpty() || error.map(Enum::name).equals(known)) {
      return Noted.NOTHING;
    }
    return written(tables.recordings().markUnplayable(item, error.get()), Noted.UNPLAYABLE);
  }

  /// How a result is called in the log and in metrics.
  public static String word(Readiness readiness) {
    return switch (readiness) {
      case Available _ -> "available";
      case NotSeekable _ -> "not_seekable";
      case AwaitsRemux _ -> "awaits_remux";
      case Pending _ -> "pending";
      case WithoutMedia _ -> MediaError.NO_MEDIA.name().toLowerCase(Locale.ROOT);
      case BucketNotRead _ -> MediaError.BUCKET_NOT_READ.name().toLowerCase(Locale.ROOT);
      case Rejected _ -> "rejected";
    };
  }
}
