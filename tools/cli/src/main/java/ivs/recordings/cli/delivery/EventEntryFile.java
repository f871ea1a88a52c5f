package ivs.recordings.cli.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// A file of events: PutEvents entries as `aws events put-events --entries file://…` takes them,
/// with `Source`, `DetailType`, `Detail` (a string that holds JSON), `Resources`, `Time`,
/// `EventBusName` and `TraceHeader`; or events as rules hand them on, with `source`, `detail-type`
/// and an object `detail`. They are in an array, in the `Entries` of a request, or follow each
/// other line by line. Whether the values make sense is EventBridge's to say.
public final class EventEntryFile {
  private static final String STANDARD_INPUT = "-";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String IVS = "aws.ivs";

  /// What a file is of whose first field this is.
  private static final Map<String, String> BESIDE_EVENTS =
      Map.of("sourceArn", "profiles", "arn", "compositions");

  /// The source of test events, which the rules of the embedded system match, and those of a stack
  /// with `AcceptTestEvents`.
  public static final String TEST_EVENTS = "recordings.test";

  /// `replay-name` is there where a replay has brought the event.
  private static final Set<String> FIELDS_OF_AN_EVENT =
      Set.of(
          "version",
          "id",
          "detail-type",
          "source",
          "account",
          "time",
          "region",
          "resources",
          "detail",
          "replay-name");

  private final String name;
  private final JsonParser json;
  private final List<EventEntry> entries = new ArrayList<>();

  private EventEntryFile(String name, JsonParser json) {
    this.name = name;
    this.json = json;
  }

  /// What it holds where that is not events but what stands beside the test events, for people.
  /// Whatever else is no entry is refused by name: it may be one that is only written wrongly.
  public static Optional<String> contentBesideEvents(String file) {
    if (file.equals(STANDARD_INPUT)) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(Path.of(file));
        var json = JSON.createParser(in)) {
      return json.nextToken() == JsonToken.START_ARRAY
              && json.nextToken() == JsonToken.START_OBJECT
              && json.nextToken() == JsonToken.FIELD_NAME
          ? Optional.ofNullable(BESIDE_EVENTS.get(json.currentName()))
          : Optional.empty();
    } catch (IOException | InvalidPathException saidWhenItIsRead) {
      return Optional.empty();
    }
  }

  /// All entries of a file.
  ///
  /// @param file `-` is standard input
  /// @throws CommandException naming the file, the place in it and what is wrong there
  public static List<EventEntry> read(String file, InputStream standardInput) {
    var name = file.equals(STANDARD_INPUT) ? "standard input" : file;
    try (var in =
            file.equals(STANDARD_INPUT) ? standardInput : Files.newInputStream(Path.of(file));
        var json = JSON.createParser(in)) {
      return new EventEntryFile(name, json).entries();
    } catch (JsonProcessingException notJson) {
      throw malformed(name, notJson.getLocation(), notJson.getOriginalMessage());
    } catch (IOException | InvalidPathException unreadable) {
      throw new CommandException(
          ExitCode.BAD_INPUT, "%s can't be read: %s".formatted(name, why(unreadable)), unreadable);
    }
  }

  /// An array, or one object after the other, usually one per line.
  private List<EventEntry> entries() throws IOException {
    var first = json.nextToken();
    if (first == null) {
      throw wrong("the file is empty");
    }
    if (first == JsonToken.START_ARRAY) {
      addElements();
      if (json.nextToken() != null) {
        throw wrong("something follows after the array");
      }
      return entries;
    }
    do {
      beginObject("expected '[' or '{', the beginning of entries or of an event");
      if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("Entries")) {
        addRequest();
      } else {
        addObject();
      }
    } while (json.nextToken() != null);
    return entries;
  }

  private void addElements() throws IOException {
    int before = entries.size();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      beginObject("expected '{', the beginning of an entry or of an event");
      addObject();
    }
    if (entries.size() == before) {
      throw wrong("the array holds no entries");
    }
  }

  /// A whole request, as `aws events put-events --cli-input-json` takes it.
  private void addRequest() throws IOException {
    if (json.nextToken() != JsonToken.START_ARRAY) {
      throw wrong("Entries must be an array of entries");
    }
    addElements();
    if (json.nextToken() != JsonToken.END_OBJECT) {
      throw wrong("beside Entries there is '%s', which send does not take".formatted(field()));
    }
  }

  private void beginObject(String expected) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(expected);
    }
    json.nextToken();
  }

  /// The first field tells which of the two it is.
  private void addObject() throws IOException {
    if (json.currentToken() == JsonToken.END_OBJECT) {
      throw wrong("the object is empty: expected an entry or an event");
    }
    int number = entries.size() + 1;
    entries.add(FIELDS_OF_AN_EVENT.contains(field()) ? event(number) : entry(number));
  }

  private EventEntry entry(int number) throws IOException {
    var entry = PutEventsRequestEntry.builder();
    for (; json.currentToken() != JsonToken.END_OBJECT; json.nextToken()) {
      var field = field();
      json.nextToken();
      switch (field) {
        case "Source" -> entry.source(text(field));
        case "DetailType" -> entry.detailType(text(field));
        case "Detail" -> entry.detail(text(field));
        case "EventBusName" -> entry.eventBusName(text(field));
        case "TraceHeader" -> entry.traceHeader(text(field));
        case "Resources" -> entry.resources(texts(field));
        case "Time" -> entry.time(time(field));
        default ->
            throw wrong(
                "an entry has no field '%s', only Source, DetailType, Detail, Resources, Time, EventBusName and TraceHeader"
                    .formatted(field));
      }
    }
    return new EventEntry(name, number, entry.build(), false);
  }

  /// An event as rules hand it on. EventBridge gives it another id, account and region; PutEvents
  /// takes no source of AWS, and for one of IVS there is the source of the test events.
  private EventEntry event(int number) throws IOException {
    var entry = PutEventsRequestEntry.builder();
    boolean isOfIvs = false;
    for (; json.currentToken() != JsonToken.END_OBJECT; json.nextToken()) {
      var field = field();
      json.nextToken();
      switch (field) {
        case "source" -> {
          isOfIvs = text(field).equals(IVS);
          entry.source(isOfIvs ? TEST_EVENTS : text(field));
        }
        case "detail-type" -> entry.detailType(text(field));
        case "detail" -> entry.detail(object(field));
        case "resources" -> entry.resources(texts(field));
        case "time" -> entry.time(time(field));
        default -> {
          if (!FIELDS_OF_AN_EVENT.contains(field)) {
            throw wrong(
                "an event has no field '%s', only source, detail-type, detail, resources, time, version, id, account and region"
                    .formatted(field));
          }
          json.skipChildren();
        }
      }
    }
    return new EventEntry(name, number, entry.build(), isOfIvs);
  }

  private String field() throws IOException {
    return String.valueOf(json.currentName());
  }

  private String object(String field) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(field + " must be an object");
    }
    return JsonOutput.EXACT.readTree(json).toString();
  }

  private String text(String field) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    throw wrong(
        field.equals("Detail") && json.currentToken() == JsonToken.START_OBJECT
            ? "Detail must be a string that holds JSON, not an object: put it in quotes, escaped"
            : field + " must be a string");
  }

  private List<String> texts(String field) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrong(field + " must be an array of strings");
    }
    var texts = new ArrayList<String>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text("each of " + field));
    }
    return texts;
  }

  /// ISO 8601, taken for UTC where it names no zone, or seconds since 1970.
  private Instant time(String field) throws IOException {
    try {
      return switch (json.currentToken()) {
        case VALUE_NUMBER_INT -> Instant.ofEpochSecond(json.getLongValue());
        case VALUE_NUMBER_FLOAT -> Instant.ofEpochSecond(json.getDecimalValue().longValue());
        case VALUE_STRING -> time(json.getText(), field);
        case null, default -> throw wrong(field + " must be a string or a number");
      };
    } catch (DateTimeException notATime) {
      throw noTime(field);
    }
  }

  /// The end of a day, `24:00:00`, is the midnight of the next, as in the options of all commands.
  private Instant time(String text, String field) {
    return Stream.<Function<String, Instant>>of(
            Instant::parse,
            unzoned -> Instant.parse(unzoned + "Z"),
            minutes -> OffsetDateTime.parse(minutes, DateTimeFormatter.ISO_DATE_TIME).toInstant(),
            minutes -> LocalDateTime.parse(minutes).toInstant(ZoneOffset.UTC),
            seconds -> Instant.ofEpochSecond(Long.parseLong(seconds)))
        .flatMap(form -> read(text, form).stream())
        .findFirst()
        .orElseThrow(() -> noTime(field));
  }

  private static Optional<Instant> read(String text, Function<String, Instant> form) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeException | NumberFormatException another) {
      return Optional.empty();
    }
  }

  private CommandException noTime(String field) {
    try {
      return wrong(
          "%s '%s' is neither like 2026-11-20T17:00:00Z nor seconds since 1970"
              .formatted(field, json.getText()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private CommandException wrong(String what) {
    return malformed(name, json.currentTokenLocation(), what);
  }

  private static CommandException malformed(String name, JsonLocation at, String what) {
    return new CommandException(
        ExitCode.BAD_INPUT,
        "%s, line %d, column %d: %s; nothing was sent"
            .formatted(name, at.getLineNr(), Math.max(1, at.getColumnNr()), what));
  }

  private static String why(Exception unreadable) {
    return switch (unreadable) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> String.valueOf(unreadable.getMessage());
    };
  }
}
