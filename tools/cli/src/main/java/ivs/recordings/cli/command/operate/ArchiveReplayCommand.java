package ivs.recordings.cli.command.operate;

import ivs.recordings.cli.delivery.ArchiveReplay;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.ReplaySource;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.time.Instant;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/// A command that sends again what an archive holds of some time.
abstract class ArchiveReplayCommand extends AwsCommand {
  @Mixin private OutputOptions output = new OutputOptions();

  ArchiveReplayCommand(Shell shell) {
    super(shell);
  }

  /// @param nothing what is said where the times leave nothing to replay
  /// @param source asks for archive and bus
  final ExitCode replay(
      Target target,
      Instant begin,
      Instant end,
      String nothing,
      BiFunction<Target, EventBridgeClient, ReplaySource> source)
      throws InterruptedException {
    try (var events = target.eventBridge()) {
      return new ArchiveReplay(shell(), output, events)
          .run(begin, end, nothing, () -> source.apply(target, events));
    }
  }
}
