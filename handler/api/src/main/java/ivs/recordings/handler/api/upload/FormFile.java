package ivs.recordings.handler.api.upload;

import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.RejectedRequestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.ParameterParser;

/// The file of a form (RFC 7578).
///
/// @param name as the client calls it, if it does
/// @param contentType of the file, if it is told
/// @param content its bytes
record FormFile(
    Optional<String> name, Optional<String> contentType, ByteArrayOutputStream content) {
  private static final int MOST_FIELDS = 20;

  /// The file in a field.
  ///
  /// @param contentType of the form, with its boundary
  /// @throws RejectedRequestException if there is none, or the body is no form
  static FormFile of(String field, String contentType, byte[] body) {
    var boundary = parameter(contentType, "boundary");
    try {
      var form =
          MultipartInput.builder()
              .setInputStream(new ByteArrayInputStream(body))
              .setBoundary(boundary.orElse("").getBytes(StandardCharsets.US_ASCII))
              .get();
      var more = boundary.isPresent() && form.skipPreamble();
      for (int fields = 0; more && fields < MOST_FIELDS; fields++) {
        var headers = headers(form.readHeaders());
        var disposition = headers.getOrDefault("content-disposition", "");
        if (parameter(disposition, "name").filter(field::equals).isPresent()) {
          var content = new ByteArrayOutputStream();
          form.readBodyData(content);
          return new FormFile(
              parameter(disposition, "filename"),
              Optional.ofNullable(headers.get("content-type")),
              content);
        }
        form.discardBodyData();
        more = form.readBoundary();
      }
    } catch (IOException | IllegalArgumentException unsound) {
      throw refused("The body is no form that can be read.");
    }
    throw refused("The form must have a file in the field %s.".formatted(field));
  }

  private static RejectedRequestException refused(String sentence) {
    return new RejectedRequestException(Problem.invalid(sentence));
  }

  private static Optional<String> parameter(String header, String name) {
    var parser = new ParameterParser();
    parser.setLowerCaseNames(true);
    return Optional.ofNullable(parser.parse(header, ';').get(name)).filter(text -> !text.isBlank());
  }

  private static Map<String, String> headers(String text) {
    var headers = new TreeMap<String, String>();
    for (var line : text.split("\r\n", -1)) {
      var colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return headers;
  }
}
