package ivs.recordings.handler.reconciler.aws;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.RIVAL;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.reconciler.aws.IvsStreams.Live;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the reconciler relies on, of IVS and of what stands for it.
interface IvsStreamsContract {
  String STAGE = "arn:aws:ivs:eu-west-1:111122223333:stage/AbCdef1G2hij";
  Instant NINE = Instant.parse("2026-11-02T09:00:00Z");

  IvsStreams streams();

  void sessions(String channel, StreamSpan... spans);

  void live(Live stream);

  @Test
  default void aChannelsStreamsComeInPagesWithTheirTimes() {
    var spans = new StreamSpan[IvsServer.PAGE + 1];
    for (int i = 0; i < spans.length; i++) {
      var end = i == 0 ? Optional.<Instant>empty() : Optional.of(NINE.minusSeconds(i * 100L - 50));
      spans[i] = new StreamSpan(new StreamId("st-" + i), NINE.minusSeconds(i * 100L), end);
    }
    sessions(CHANNEL, spans);

    var first = streams().sessions(new SourceArn(CHANNEL), Optional.empty());
    var second = streams().sessions(new SourceArn(CHANNEL), first.next());

    assertThat(first.next()).isPresent();
    assertThat(second.next()).isEmpty();
    var all = new ArrayList<>(first.streams());
    all.addAll(second.streams());
    assertThat(all).containsExactly(spans);
  }

  @Test
  default void aChannelThatIsGoneHasNoStreams() {
    assertThat(streams().sessions(new SourceArn(RIVAL), Optional.empty()).streams()).isEmpty();
  }

  @Test
  default void aStagesSessionsAreListedAndFoundOneByOne() {
    var over = new StreamSpan(new StreamId("st-1"), NINE, Optional.of(NINE.plusSeconds(60)));
    var running = new StreamSpan(new StreamId("st-2"), NINE.plusSeconds(90), Optional.empty());
    sessions(STAGE, running, over);
    var stage = new SourceArn(STAGE);

    assertThat(streams().sessions(stage, Optional.empty()).streams())
        .containsExactly(running, over);
    assertThat(streams().stageSession(stage, over.streamId())).contains(over);
    assertThat(streams().stageSession(stage, running.streamId())).contains(running);
    assertThat(streams().stageSession(stage, new StreamId("st-3"))).isEmpty();
  }

  @Test
  default void whatIsLiveComesInPagesWithItsViewersWhereTheyWereCounted() {
    var live = new ArrayList<Live>();
    for (int i = 0; i <= IvsServer.PAGE; i++) {
      var viewers = i == 0 ? Optional.<Long>empty() : Optional.of(i - 1L);
      live.add(new Live(new SourceArn(CHANNEL), new StreamId("st-" + i), NINE, viewers));
    }
    live.forEach(this::live);

    var first = streams().live(Optional.empty());
    var second = streams().live(first.next());

    var all = new ArrayList<>(first.streams());
    all.addAll(second.streams());
    assertThat(all).isEqualTo(live);
    assertThat(second.next()).isEmpty();
  }
}
