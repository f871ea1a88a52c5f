package ivs.recordings.model.upload;

import java.time.Instant;
import java.util.Optional;

/// An object as S3 has it.
///
/// @param size in bytes
/// @param contentType as the client sent it, or empty
/// @param etag without its quotation marks
/// @param lastModified when it was stored
/// @param format that its first bytes tell
public record StoredObject(
    long size,
    String contentType,
    String etag,
    Instant lastModified,
    Optional<VideoFormat> format) {}
