package ivs.recordings.model.upload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A kind of video file that is taken, told apart by its media type, its name and its first bytes.
///
/// The first bytes of MP4 and MOV are a box `ftyp` (ISO/IEC 14496-12) whose brand is `qt ` in a
/// MOV; older MOV files begin with another atom of QuickTime. WebM is EBML (RFC 8794); browsers
/// call H.264 in Matroska `video/webm`, too.
public enum VideoFormat {
  MP4("video/mp4", "mp4"),
  WEBM("video/webm", "webm"),
  MOV("video/quicktime", "mov");

  /// How many bytes of a file tell its format.
  public static final int FIRST_BYTES = 64;

  private static final int EBML = 0x1A45DFA3;
  private static final int BRAND_END = 12;
  private static final String QUICKTIME = "qt  ";
  private static final Set<String> ATOMS = Set.of("moov", "mdat", "wide", "free", "skip", "pnot");

  private final String contentType;
  private final String extension;

  VideoFormat(String contentType, String extension) {
    this.contentType = contentType;
    this.extension = extension;
  }

  public String contentType() {
    return contentType;
  }

  public String extension() {
    return extension;
  }

  /// By a media type, whatever its parameters are, such as `video/webm;codecs=vp8,opus`.
  public static Optional<VideoFormat> ofContentType(String contentType) {
    var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(format -> format.contentType.equals(type)).findFirst();
  }

  /// By the extension of a name.
  public static Optional<VideoFormat> ofName(String name) {
    var end = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> end.endsWith("." + format.extension))
        .findFirst();
  }

  /// By what a file begins with; empty for any other file.
  public static Optional<VideoFormat> ofFirstBytes(byte[] bytes) {
    if (bytes.length < BRAND_END) {
      return Optional.empty();
    }
    if (number(bytes) == EBML) {
      return Optional.of(WEBM);
    }
    var atom = ascii(bytes, 4);
    if (atom.equals("ftyp")) {
      return Optional.of(ascii(bytes, 8).equals(QUICKTIME) ? MOV : MP4);
    }
    return ATOMS.contains(atom) ? Optional.of(MOV) : Optional.empty();
  }

  private static int number(byte[] bytes) {
    return (bytes[0] << 24)
        | ((bytes[1] & 0xFF) << 16)
        | ((bytes[2] & 0xFF) << 8)
        | (bytes[3] & 0xFF);
  }

  private static String ascii(byte[] bytes, int from) {
    return new String(bytes, from, 4, StandardCharsets.US_ASCII);
  }
}
