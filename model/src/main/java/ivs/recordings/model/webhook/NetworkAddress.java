package ivs.recordings.model.webhook;

import java.util.List;

/// Which IP addresses a webhook may be sent to. What is not known to be on the public internet is
/// refused.
public final class NetworkAddress {
  private static final int BITS_OF_A_BYTE = 8;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /// Addresses whose first bits are these.
  ///
  /// @param start their bytes, each from 0 to 255
  private record Block(int bits, List<Integer> start) {
    static Block of(int bits, Integer... start) {
      return new Block(bits, List.of(start));
    }

    boolean holds(byte[] address) {
      for (var bit = 0; bit < bits; bit++) {
        var mask = 0x80 >> (bit % BITS_OF_A_BYTE);
        var index = bit / BITS_OF_A_BYTE;
        if ((address[index] & mask) != (start.get(index) & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final Block LOOPBACK = Block.of(8, 127);

  /// IANA's registry of special IPv4 addresses, and multicast.
  private static final List<Block> SPECIAL_IPV4 =
      List.of(
          Block.of(8, 0), // this network
          Block.of(8, 10), // private
          Block.of(10, 100, 64), // carrier-grade NAT
          LOOPBACK,
          Block.of(16, 169, 254), // link-local, and with it the metadata of instances
          Block.of(12, 172, 16), // private
          Block.of(24, 192, 0, 0), // protocol assignments
          Block.of(24, 192, 0, 2), // documentation
          Block.of(24, 192, 31, 196), // AS112
          Block.of(24, 192, 52, 193), // AMT
          Block.of(24, 192, 88, 99), // 6to4 relays
          Block.of(16, 192, 168), // private
          Block.of(24, 192, 175, 48), // AS112
          Block.of(15, 198, 18), // benchmarks
          Block.of(24, 198, 51, 100), // documentation
          Block.of(24, 203, 0, 113), // documentation
          Block.of(4, 224), // multicast
          Block.of(4, 240)); // reserved, and broadcast

  /// The only addresses of IPv6 that are assigned to the internet. Mapped and NAT64 addresses,
  /// unique local, link-local and multicast ones are all outside.
  private static final Block GLOBAL_IPV6 = Block.of(3, 0x20);

  private static final List<Block> SPECIAL_IPV6 =
      List.of(
          Block.of(23, 0x20, 0x01, 0x00), // protocol assignments, and with them Teredo
          Block.of(32, 0x20, 0x01, 0x0d, 0xb8), // documentation
          Block.of(16, 0x20, 0x02), // 6to4: an IPv4 address in disguise
          Block.of(48, 0x26, 0x20, 0x00, 0x4f, 0x80, 0x00), // AS112
          Block.of(20, 0x3f, 0xff, 0x00)); // documentation

  private NetworkAddress() {}

  /// Whether it is an address of the public internet.
  ///
  /// @param address 4 or 16 bytes, the highest first
  public static boolean isPublic(byte[] address) {
    return switch (address.length) {
      case IPV4_BYTES -> SPECIAL_IPV4.stream().noneMatch(block -> block.holds(address));
      case IPV6_BYTES ->
          GLOBAL_IPV6.holds(address)
              && SPECIAL_IPV6.stream().noneMatch(block -> block.holds(address));
      default -> false;
    };
  }

  /// Whether it is an address of this machine.
  public static boolean isLoopback(byte[] address) {
    if (address.length == IPV4_BYTES) {
      return LOOPBACK.holds(address);
    }
    if (address.length != IPV6_BYTES || address[IPV6_BYTES - 1] != 1) {
      return false;
    }
    for (var i = 0; i < IPV6_BYTES - 1; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
