package ivs.recordings.local.samples;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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
