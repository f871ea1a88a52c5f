package ivs.recordings.cli.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import java.io.IOException;
import java.io.InputStream;
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
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// A file of PutEvents entries, as `aws events put-events --entries file://…` takes them: a JSON
/// array of objects with `Source`, `DetailType`, `Detail` (a string that holds JSON), `Resources`,
/// `Time`, `EventBusName` and `TraceHeader`. Whether the values make sense is EventBridge's to say.
public final class EventEntryFile {
  private static final String STANDARD_INPUT = "-";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String name;
  private final JsonParser json;

  private EventEntryFile(String name, JsonParser json) {
    this.name = name;
    this.json = json;
  }

  /// Whether it holds the profiles that stand beside the test events, and not events. Whatever else
  /// is no entry is refused by name: it may be one that is only written wrongly.
  public static boolean isOfProfiles(String file) {
    if (file.equals(STANDARD_INPUT)) {
      return false;
    }
    try (var in = Files.newInputStream(Path.of(file));
        var json = JSON.createParser(in)) {
      return json.nextToken() == JsonToken.START_ARRAY
          && json.nextToken() == JsonToken.START_OBJECT
          && json.nextToken() == JsonToken.FIELD_NAME
          && json.currentName().equals("sourceArn");
    } catch (IOException | InvalidPathException saidWhenItIsRead) {
      return false;
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

  private List<EventEntry> entries() throws IOException {
    var first = json.nextToken();
    if (first == null) {
      throw wrong("the file is empty");
    }
    if (first != JsonToken.START_ARRAY) {
      throw wrong("expected '[', the beginning of an array of PutEvents entries");
    }
    var entries = new ArrayList<EventEntry>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      entries.add(new EventEntry(name, entries.size() + 1, entry()));
    }
    if (entries.isEmpty()) {
      throw wrong("the array holds no entries");
    }
    if (json.nextToken() != null) {
      throw wrong("something follows after the array");
    }
    return entries;
  }

  private PutEventsRequestEntry entry() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("expected '{', the beginning of an entry");
    }
    var entry = PutEventsRequestEntry.builder();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      var field = json.currentName();
      json.nextToken();
      switch (field) {
        case "Source" -> entry.source(text(field));
        case "DetailType" -> entry.detailType(text(field));
        case "Detail" -> entry.detail(text(field));
        case "EventBusName" -> entry.eventBusName(text(field));
        case "TraceHeader" -> entry.traceHeader(text(field));
        case "Resources" -> entry.resources(texts(field));
        case "Time" -> entry.time(time());
        default ->
            throw wrong(
                "an entry has no field '%s', only Source, DetailType, Detail, Resources, Time, EventBusName and TraceHeader"
                    .formatted(field));
      }
    }
    return entry.build();
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
  private Instant time() throws IOException {
    try {
      return switch (json.currentToken()) {
        case VALUE_NUMBER_INT -> Instant.ofEpochSecond(json.getLongValue());
        case VALUE_NUMBER_FLOAT -> Instant.ofEpochSecond(json.getDecimalValue().longValue());
        case VALUE_STRING -> time(json.getText());
        case null, default -> throw wrong("Time must be a string or a number");
      };
    } catch (DateTimeException notATime) {
      throw wrong(
          "Time '%s' is neither like 2026-11-20T17:00:00Z nor seconds since 1970"
              .formatted(json.getText()));
    }
  }

  private static Instant time(String text) {
    try {
      var parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text, OffsetDateTime::from, LocalDateTime::from);
      return parsed instanceof OffsetDateTime zoned
          ? zoned.toInstant()
          : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException notIso) {
      try {
        return Instant.ofEpochSecond(Long.parseLong(text));
      } catch (NumberFormatException notSeconds) {
        throw notIso;
      }
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
