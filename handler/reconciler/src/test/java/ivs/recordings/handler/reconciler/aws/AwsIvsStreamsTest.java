package ivs.recordings.handler.reconciler.aws;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.session.StreamSpan;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

final class AwsIvsStreamsTest implements IvsStreamsContract {
  @RegisterExtension static final IvsServer IVS = new IvsServer();

  @Override
  public IvsStreams streams() {
    return IVS.streams();
  }

  @Override
  public void sessions(String channel, StreamSpan... spans) {
    IVS.sessions(channel, spans);
  }

  @Override
  public void live(IvsStreams.Live stream) {
    IVS.live(stream);
  }

  @Test
  void aDeniedCallIsAFaultAndNotAnEmptyList() {
    IVS.refuse("AccessDeniedException");

    assertThatThrownBy(() -> streams().sessions(new SourceArn(CHANNEL), Optional.empty()))
        .isInstanceOf(AwsServiceException.class)
        .extracting(fault -> ((AwsServiceException) fault).awsErrorDetails().errorCode())
        .isEqualTo("AccessDeniedException");
    assertThat(IVS.calls()).containsExactly("POST /ListStreamSessions");
  }
}
