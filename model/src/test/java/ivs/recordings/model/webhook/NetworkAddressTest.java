package ivs.recordings.model.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is an address of the public internet, by example; the law is WebhookGuardLawTest.
final class NetworkAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:a9fe:a9fe::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void whatIsNotPublicIsRefused(String address) throws Exception {
    assertThat(NetworkAddress.isPublic(InetAddress.getByName(address).getAddress())).isFalse();
  }

  /// Java itself reads mapped addresses as IPv4; a resolver of another kind need not.
  @Test
  void anAddressThatIsMappedIsRefusedEvenIfItIsPublic() {
    var mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(new byte[] {8, 8, 8, 8}, 0, mapped, 12, 4);

    assertThat(NetworkAddress.isPublic(mapped)).isFalse();
    assertThat(NetworkAddress.isPublic(Arrays.copyOf(mapped, 15))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "223.255.255.255",
        "2600:1f18::1",
        "2a00:1450:4001:82a::200e"
      })
  void whatIsPublicIsAccepted(String address) throws Exception {
    assertThat(NetworkAddress.isPublic(InetAddress.getByName(address).getAddress())).isTrue();
  }

  @Test
  void onlyAddressesOfThisMachineAreLoopback() throws Exception {
    assertThat(NetworkAddress.isLoopback(InetAddress.getByName("127.9.9.9").getAddress())).isTrue();
    assertThat(NetworkAddress.isLoopback(InetAddress.getByName("::1").getAddress())).isTrue();
    assertThat(NetworkAddress.isLoopback(InetAddress.getByName("::").getAddress())).isFalse();
    assertThat(NetworkAddress.isLoopback(InetAddress.getByName("1::1").getAddress())).isFalse();
    assertThat(NetworkAddress.isLoopback(InetAddress.getByName("128.0.0.1").getAddress()))
        .isFalse();
  }
}
