package ivs.recordings.local.samples;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Media that is made and not recorded: the smallest files that decoders take for what they are.
final class SampleMedia {
  private static final int PACKET = 188;
  private static final int CRC_POLYNOMIAL = 0x04C11DB7;
  private static final int PROGRAM_MAP_PID = 0x1000;
  private static final int NULL_PID = 0x1FFF;
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

  /// A transport stream that announces a program with one H.264 stream, of which nothing comes.
  static byte[] segment(int number) {
    var stream = ByteBuffer.allocate(3 * PACKET);
    stream.put(table(0, number, hex("00b00d0001c100000001f000")));
    stream.put(table(PROGRAM_MAP_PID, number, hex("02b0120001c10000e100f0001be100f000")));
    stream.put(packet(NULL_PID, number, new byte[0]));
    return stream.array();
  }

  /// What comes before the fragments of an MP4: a film of no tracks, a thousand ticks a second.
  static byte[] initialization() {
    return joined(
        box("ftyp", hex("69736f35" + "00000200" + "69736f35" + "6d703431")), // iso5, mp41
        box(
            "moov",
            box(
                "mvhd",
                hex(
                    "00".repeat(12)
                        + "000003e8" // ticks a second
                        + "00000000" // known by the fragments
                        + "00010000" // normal speed
                        + "0100" // full volume
                        + "00".repeat(10)
                        + "00010000"
                        + "00".repeat(12)
                        + "00010000"
                        + "00".repeat(12)
                        + "40000000"
                        + "00".repeat(24)
                        + "00000001"))));
  }

  /// A fragment of such a film, of which nothing comes.
  static byte[] fragment(int number) {
    return joined(
        box("moof", box("mfhd", hex("00000000" + "%08x".formatted(number + 1)))), box("mdat"));
  }

  private static byte[] box(String type, byte[]... content) {
    var inside = joined(content);
    var length = 2 * Integer.BYTES + inside.length;
    return ByteBuffer.allocate(length).putInt(length).put(text(type)).put(inside).array();
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] text(String content) {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  /// A packet that holds one section, which ends with its checksum.
  private static byte[] table(int pid, int counter, byte[] section) {
    var payload =
        ByteBuffer.allocate(1 + section.length + Integer.BYTES)
            .put((byte) 0)
            .put(section)
            .putInt(crc(section));
    return packet(pid | 0x4000, counter, payload.array());
  }

  private static byte[] packet(int pidAndFlags, int counter, byte[] payload) {
    var packet =
        ByteBuffer.allocate(PACKET)
            .put((byte) 0x47)
            .putShort((short) pidAndFlags)
            .put((byte) (0x10 | (counter & 0xF)))
            .put(payload);
    while (packet.hasRemaining()) {
      packet.put((byte) 0xFF);
    }
    return packet.array();
  }

  /// As ISO 13818-1 has it: neither reflected nor inverted at the end.
  private static int crc(byte[] bytes) {
    var crc = 0xFFFFFFFF;
    for (var each : bytes) {
      crc ^= each << 24;
      for (var bit = 0; bit < Byte.SIZE; bit++) {
        crc = crc < 0 ? (crc << 1) ^ CRC_POLYNOMIAL : crc << 1;
      }
    }
    return crc;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
