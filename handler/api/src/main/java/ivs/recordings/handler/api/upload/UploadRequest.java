package ivs.recordings.handler.api.upload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.upload.FileName;
import ivs.recordings.model.upload.VideoFormat;
import java.util.Optional;

/// What a client declares of the file that it will upload.
///
/// @param contentType as the client will send it
/// @param size in bytes
record UploadRequest(
    FileName fileName, VideoFormat format, String contentType, Optional<Long> size) {
  private static final String UNSUPPORTED =
      "contentType must be video/mp4, video/webm or video/quicktime.";
  private static final int LONGEST_TYPE = 100;

  /// What the fields of a body declare. A file without a type has the one of its extension, or
  /// WebM, which browsers record.
  ///
  /// @param largest size that is taken
  /// @throws UnsoundUploadException if it cannot be taken
  static UploadRequest of(ObjectNode body, String nameField, long largest) {
    var name = text(body, nameField).map(FileName::new);
    var type = text(body, "contentType");
    if (type.filter(value -> !value.matches("[!-~ ]{1," + LONGEST_TYPE + "}")).isPresent()) {
      throw new UnsoundUploadException(UNSUPPORTED);
    }
    var byName = name.flatMap(known -> VideoFormat.ofName(known.value()));
    var format =
        type.isPresent()
            ? type.flatMap(VideoFormat::ofContentType)
                .orElseThrow(() -> new UnsoundUploadException(UNSUPPORTED))
            : byName.orElse(VideoFormat.WEBM);
    if (byName.filter(other -> other != format).isPresent()) {
      throw new UnsoundUploadException(
          "contentType and the extension of %s do not agree.".formatted(nameField));
    }
    return new UploadRequest(
        name.orElseGet(() -> FileName.unnamed(format)),
        format,
        type.orElse(format.contentType()),
        size(body, largest));
  }

  private static Optional<String> text(ObjectNode body, String field) {
    var value = body.get(field);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new UnsoundUploadException(field + " must be a string.");
    }
    return Optional.of(value.textValue()).filter(text -> !text.isBlank());
  }

  private static Optional<Long> size(ObjectNode body, long largest) {
    var value = body.get("size");
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 1
        || value.longValue() > largest) {
      throw new UnsoundUploadException(
          "size must be a whole number of bytes from 1 to %d.".formatted(largest));
    }
    return Optional.of(value.longValue());
  }
}
