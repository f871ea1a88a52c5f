package ivs.recordings.handler.api.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.RejectedRequestException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// The file of a form (RFC 7578): read here, because the well-known library is half a megabyte that
/// the function's artifact has no room for (docs/decisions/0023).
///
/// @param name as the client calls it, if it does
/// @param contentType of the file, if the form has it
/// @param content its bytes, each as one character
record FormFile(Optional<String> name, Optional<String> contentType, String content) {
  /// RFC 2046: at most 70 characters.
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "multipart/form-data *;.*boundary=\"?([A-Za-z0-9'()+_,./:=? -]{0,69}[A-Za-z0-9'()+_,./:=?-])\"?.*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern DISPOSITION = header("content-disposition");
  private static final Pattern TYPE = header("content-type");
  private static final Pattern NAME = parameter("name");
  private static final Pattern FILE_NAME = parameter("filename");
  private static final String LINE = "\r\n";

  private static Pattern header(String name) {
    return Pattern.compile("(?im)^" + name + " *: *(.*?) *\r?$");
  }

  private static Pattern parameter(String name) {
    return Pattern.compile("(?i); *" + name + "=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\" ]+))");
  }

  /// The file in a field.
  ///
  /// @param contentType of the form, with its boundary
  /// @throws RejectedRequestException if there is none, or the body is no form
  static FormFile of(String field, String contentType, byte[] body) {
    var boundary = BOUNDARY.matcher(contentType);
    if (!boundary.matches()) {
      throw refused("The form has no boundary.");
    }
    var delimiter = LINE + "--" + boundary.group(1);
    // What is behind the last delimiter, and before the first, is no part.
    var pieces = (LINE + new String(body, ISO_8859_1)).split(Pattern.quote(delimiter), -1);
    return Arrays.stream(pieces)
        .skip(1)
        .limit(Math.max(0, pieces.length - 2))
        .flatMap(piece -> part(field, piece).stream())
        .findFirst()
        .orElseThrow(() -> refused("The form must have a file in the field %s.".formatted(field)));
  }

  private static Optional<FormFile> part(String field, String piece) {
    var end = piece.indexOf(LINE + LINE);
    if (!piece.startsWith(LINE) || end < 0) {
      return Optional.empty();
    }
    var headers = piece.substring(0, end);
    var disposition = first(DISPOSITION, headers).orElse("");
    return first(NAME, disposition)
        .filter(field::equals)
        .map(_ ->
            new FormFile(
                first(FILE_NAME, disposition).map(FormFile::decoded),
                first(TYPE, headers),
                piece.substring(end + LINE.length() * 2)));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find()
        ? Optional.ofNullable(found.group(1))
            .or(() ->
                found.groupCount() > 1 ? Optional.ofNullable(found.group(2)) : Optional.empty())
            .filter(value -> !value.isBlank())
        : Optional.empty();
  }

  /// Browsers send names as UTF-8, and a quotation mark as `%22`.
  private static String decoded(String name) {
    return new String(name.getBytes(ISO_8859_1), UTF_8).replace("%22", "\"");
  }

  byte[] bytes() {
    return content.getBytes(ISO_8859_1);
  }

  private static RejectedRequestException refused(String sentence) {
    return new RejectedRequestException(Problem.invalid(sentence));
  }
}
