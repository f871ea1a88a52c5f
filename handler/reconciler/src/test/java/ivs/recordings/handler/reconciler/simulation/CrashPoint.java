package ivs.recordings.handler.reconciler.simulation;

import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.handler.readiness.files.GuardedFiles;
import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.reconciler.aws.IvsStreams;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Breaks the n-th call of a run, whatever it is made to: as a fault that passes, or as the end of
/// the process, after which nothing is called any more.
public final class CrashPoint {
  /// The process is gone. Nothing catches it.
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final int at;
  private final boolean kills;
  private final AtomicInteger calls = new AtomicInteger();

  public CrashPoint(int at, boolean kills) {
    this.at = at;
    this.kills = kills;
  }

  /// Whether the run made so many calls at all.
  public boolean blew() {
    return calls.get() >= at;
  }

  private void call() {
    int call = calls.incrementAndGet();
    if (kills && call >= at) {
      throw new Killed();
    }
    if (call == at) {
      throw new IllegalStateException("out of reach");
    }
  }

  public DynamoDbClient on(DynamoDbClient dynamo) {
    return new CountingClient(dynamo, _ -> call()).client();
  }

  public RecordingFiles on(RecordingFiles files) {
    return new GuardedFiles(files, this::called);
  }

  private <T> T called(Supplier<T> real) {
    call();
    return real.get();
  }

  public IvsStreams on(IvsStreams ivs) {
    return new IvsStreams() {
      @Override
      public Sessions sessions(SourceArn channel, Optional<String> next) {
        call();
        return ivs.sessions(channel, next);
      }

      @Override
      public Optional<StreamSpan> stageSession(SourceArn stage, StreamId sessionId) {
        call();
        return ivs.stageSession(stage, sessionId);
      }

      @Override
      public LivePage live(Optional<String> next) {
        call();
        return ivs.live(next);
      }
    };
  }
}
