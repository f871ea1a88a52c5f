package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where clients of functions go while systems begin and end in one process.
final class SdkPropertiesTest {
  private static final String SQS = "aws.endpointUrlSqs";
  private static final URI FIRST = URI.create("http://127.0.0.1:4001");
  private static final URI SECOND = URI.create("http://127.0.0.1:4002");

  private final SdkProperties before = SdkProperties.current();

  @AfterEach
  void asItWas() {
    before.putBack();
  }

  @Test
  void afterASecondSystemClientsGoToTheFirstAgain() {
    SdkProperties.pointAt(FIRST);
    var beforeTheSecond = SdkProperties.current();
    SdkProperties.pointAt(SECOND);
    assertThat(System.getProperty(SQS)).isEqualTo(SECOND.toString());

    beforeTheSecond.putBack();

    assertThat(System.getProperty(SQS)).isEqualTo(FIRST.toString());
  }

  @Test
  void whatWasNotSetIsNotSetAfterwards() {
    System.clearProperty(SQS);
    var none = SdkProperties.current();
    SdkProperties.pointAt(FIRST);

    none.putBack();

    assertThat(System.getProperty(SQS)).isNull();
  }
}
