package ivs.recordings.model.recording;

import static ivs.recordings.model.recording.ModelFixtures.CHANNEL;
import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.RECORDING;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.recording.ParkingCause.Ambiguous;
import ivs.recordings.model.recording.ParkingCause.Contradiction;
import ivs.recordings.model.recording.ParkingCause.Malformed;
import ivs.recordings.model.recording.ParkingCause.UnknownProfile;
import ivs.recordings.model.recording.ParkingCause.UnknownRecording;
import ivs.recordings.model.recording.ParkingCause.UnknownStreamSession;
import org.junit.jupiter.api.Test;

/// What an event waits for, what a metric calls it, and what a person reads.
final class ParkingCauseTest {
  @Test
  void whatWaitsForAChannelIsReleasedTogether() {
    var cause = new UnknownProfile(CHANNEL, "ada-live");

    assertThat(cause.waitingFor())
        .isEqualTo(ParkingCause.waitingForProfile(CHANNEL))
        .isEqualTo("profile#" + CHANNEL.value());
    assertThat(cause.reason()).isEqualTo("UNKNOWN_PROFILE");
    assertThat(cause.detail()).contains("ada-live", CHANNEL.value());
  }

  @Test
  void whatWaitsForAStreamIsReleasedTogether() {
    var cause = new UnknownStreamSession(FIRST);

    assertThat(cause.waitingFor())
        .isEqualTo(ParkingCause.waitingForStream(FIRST))
        .isEqualTo("stream#" + FIRST.value());
    assertThat(cause.reason()).isEqualTo("UNKNOWN_STREAM_SESSION");
    assertThat(cause.detail()).contains(FIRST.value());
  }

  @Test
  void whatWaitsForARecordingIsReleasedTogether() {
    var cause = new UnknownRecording(RECORDING);

    assertThat(cause.waitingFor())
        .isEqualTo(ParkingCause.waitingForRecording(RECORDING))
        .isEqualTo("recording#" + RECORDING.value());
    assertThat(cause.reason()).isEqualTo("UNKNOWN_RECORDING");
    assertThat(cause.detail()).contains(RECORDING.value());
  }

  @Test
  void whatOnlyAPersonCanMendWaitsForNothingThatArrives() {
    var malformed = new Malformed("time", "It is no time.");

    assertThat(malformed.waitingFor()).isEqualTo("malformed#time");
    assertThat(malformed.reason()).isEqualTo("MALFORMED");
    assertThat(new Contradiction("").waitingFor()).isEqualTo("malformed#contradiction");
    assertThat(new Contradiction("").reason()).isEqualTo("CONTRADICTORY");
    assertThat(new Ambiguous("").waitingFor()).isEqualTo(Ambiguous.WAITING_FOR);
    assertThat(new Ambiguous("").reason()).isEqualTo("AMBIGUOUS");
  }
}
