package ivs.recordings.local.samples;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Images that are made and not recorded: the smallest files that decoders take for what they are.
final class SampleMedia {
  private static final int SHADES = 32;

  private SampleMedia() {}

  /// A grey square of 8 by 8 pixels, one block with nothing but its mean.
  ///
  /// @param shade numbers that follow each other look different
  static byte[] thumbnail(int shade) {
    var jpeg = new ByteArrayOutputStream();
    jpeg.writeBytes(hex("ffd8"));
    jpeg.writeBytes(hex("ffdb004300")); // One table that divides every coefficient by 16.
    jpeg.writeBytes(hex("10".repeat(64)));
    jpeg.writeBytes(hex("ffc0000b080008000801011100")); // 8 bits, 8 by 8, one component.
    jpeg.writeBytes(
        hex("ffc400140001" + "00".repeat(15) + "06")); // The one-bit code 0: 6 bits follow.
    jpeg.writeBytes(hex("ffc400141001" + "00".repeat(15) + "00")); // The one-bit code 0: no more.
    jpeg.writeBytes(hex("ffda0008010100003f00"));
    // The first code, six bits that stand for -63 to -32, the second code.
    jpeg.write(Math.floorMod(shade * 7, SHADES) << 1);
    jpeg.writeBytes(hex("ffd9"));
    return jpeg.toByteArray();
  }

  static byte[] text(String content) {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
