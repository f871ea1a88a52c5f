package ivs.recordings.handler.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.store.LocalTables;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How much later an endpoint is notified while another one hangs, with the instances of the
/// template, in simulated time.
final class WebhookDelayTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final int EVENTS = 100;

  /// @param millis between two events; 0: all come at once
  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void anEndpointThatHangsDelaysAnotherByASecondAtMost(int millis) throws Exception {
    var arrivals = IntStream.range(0, EVENTS).mapToObj(i -> Duration.ofMillis(i * millis)).toList();

    var alone = p95(arrivals, false);
    var beside = p95(arrivals, true);

    assertThat(beside.minus(alone))
        .as("p95 grows from %s to %s", alone, beside)
        .isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  private static Duration p95(List<Duration> arrivals, boolean hangs) throws Exception {
    LOCAL.empty();
    var system = new SenderFixture(LOCAL);
    try (var measured = new LocalReceiver();
        var quick = new LocalReceiver();
        var hanging = new LocalReceiver().hangs()) {
      system.endpoint("anna", "we-1", measured.url());
      system.endpoint("anna", "we-2", hangs ? hanging.url() : quick.url());
      var delays = new SimulatedLambda(system, measured, hanging).delays(arrivals);
      return delays.stream().sorted().toList().get(Math.ceilDiv(EVENTS * 95, 100) - 1);
    }
  }
}
