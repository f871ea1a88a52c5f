package ivs.recordings.cli;

import ivs.recordings.cli.command.embedded.DemoCommand;
import ivs.recordings.cli.command.embedded.UpCommand;
import ivs.recordings.cli.command.operate.BucketPlanCommand;
import ivs.recordings.cli.command.operate.EventsRepublishCommand;
import ivs.recordings.cli.command.operate.ExportCommand;
import ivs.recordings.cli.command.operate.PlaybackCommand;
import ivs.recordings.cli.command.operate.ProfilePutCommand;
import ivs.recordings.cli.command.operate.ProfileRemoveCommand;
import ivs.recordings.cli.command.operate.ReconcileCommand;
import ivs.recordings.cli.command.operate.RedriveCommand;
import ivs.recordings.cli.command.operate.ReleaseCommand;
import ivs.recordings.cli.command.operate.ReplayCommand;
import ivs.recordings.cli.command.operate.SendCommand;
import ivs.recordings.cli.command.operate.TokenCommand;
import ivs.recordings.cli.command.operate.UploadCommand;
import ivs.recordings.cli.command.query.AuditCommand;
import ivs.recordings.cli.command.query.DoctorCommand;
import ivs.recordings.cli.command.query.ExplainCommand;
import ivs.recordings.cli.command.query.ListCommand;
import ivs.recordings.cli.command.query.ListenCommand;
import ivs.recordings.cli.command.query.ParkedCommand;
import ivs.recordings.cli.command.query.ProfileListCommand;
import ivs.recordings.cli.command.query.ShowCommand;
import ivs.recordings.cli.command.query.StatsCommand;
import ivs.recordings.cli.command.query.StatusCommand;
import ivs.recordings.cli.command.retention.RetentionApplyCommand;
import ivs.recordings.cli.command.retention.RetentionHoldCommand;
import ivs.recordings.cli.command.retention.RetentionPlanCommand;
import ivs.recordings.cli.command.webhook.WebhookAddCommand;
import ivs.recordings.cli.command.webhook.WebhookEnableCommand;
import ivs.recordings.cli.command.webhook.WebhookListCommand;
import ivs.recordings.cli.command.webhook.WebhookLogCommand;
import ivs.recordings.cli.command.webhook.WebhookRemoveCommand;
import ivs.recordings.cli.command.webhook.WebhookReplayCommand;
import ivs.recordings.cli.command.webhook.WebhookResendCommand;
import ivs.recordings.cli.command.webhook.WebhookRotateCommand;
import ivs.recordings.cli.command.webhook.WebhookTestCommand;
import ivs.recordings.cli.option.CauseOption;
import ivs.recordings.cli.option.ChannelArnConverter;
import ivs.recordings.cli.option.DayOption;
import ivs.recordings.cli.option.DurationOption;
import ivs.recordings.cli.option.TimeOption;
import ivs.recordings.cli.runtime.BuildVersion;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/// The command with all its subcommands.
@Command(
    name = "recordings",
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {
      "One true row for every Amazon IVS recording: tries the system out on this machine, sends it"
          + " events and shows what it made of them, here or on AWS."
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    footer = {
      "",
      "Try it:",
      "  ./recordings demo                  play every test event and show the rows",
      "  ./recordings up                    keep it running at http://127.0.0.1:4566, and then",
      "  ./recordings send test-events/recording-start.json && ./recordings list",
      "",
      "Each command explains itself: ./recordings send --help"
    })
public final class RecordingsCommand implements Runnable {
  private final Shell shell;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the whole story of an error.")
  private boolean debug;

  private RecordingsCommand(Shell shell) {
    this.shell = shell;
  }

  /// Runs one command line and returns its exit code.
  public static int run(Shell shell, String... arguments) {
    try {
      return commandLine(shell).execute(arguments);
    } catch (Error broken) {
      return ErrorPrinter.of(shell, broken);
    } finally {
      shell.out().flush();
      shell.err().flush();
    }
  }

  static CommandLine commandLine(Shell shell) {
    var profile =
        new CommandGroup(shell, "profile", "'profile put', 'profile list' or 'profile remove'")
            .described("Says whom each channel and stage belongs to.")
            .addSubcommand(new ProfilePutCommand(shell))
            .addSubcommand(new ProfileListCommand(shell))
            .addSubcommand(new ProfileRemoveCommand(shell));
    var events =
        new CommandGroup(shell, "events", "'events republish'")
            .described("Works with the events that tell other systems of recordings.")
            .addSubcommand(new EventsRepublishCommand(shell));
    var bucket =
        new CommandGroup(shell, "bucket", "'bucket plan'")
            .described("Prints what a bucket of IVS lacks for playback.")
            .addSubcommand(new BucketPlanCommand(shell));
    var retention =
        new CommandGroup(
                shell, "retention", "'retention plan', 'retention apply' or 'retention hold'")
            .described("Says what is due for deletion, deletes it, and holds recordings.")
            .addSubcommand(new RetentionPlanCommand(shell))
            .addSubcommand(new RetentionApplyCommand(shell))
            .addSubcommand(new RetentionHoldCommand(shell));
    var webhook =
        new CommandGroup(
                shell, "webhook", "'webhook add', 'webhook list', 'webhook log' or another")
            .described("Notifies addresses of recordings, and shows how that goes.")
            .addSubcommand(new WebhookAddCommand(shell))
            .addSubcommand(new WebhookListCommand(shell))
            .addSubcommand(new WebhookTestCommand(shell))
            .addSubcommand(new WebhookRotateCommand(shell))
            .addSubcommand(new WebhookLogCommand(shell))
            .addSubcommand(new WebhookResendCommand(shell))
            .addSubcommand(new WebhookReplayCommand(shell))
            .addSubcommand(new WebhookEnableCommand(shell))
            .addSubcommand(new WebhookRemoveCommand(shell));
    var all =
        new CommandLine(new RecordingsCommand(shell))
            .addSubcommand(new DemoCommand(shell))
            .addSubcommand(new UpCommand(shell))
            .addSubcommand(new SendCommand(shell))
            .addSubcommand(new ListCommand(shell))
            .addSubcommand(new ShowCommand(shell))
            .addSubcommand(new ExplainCommand(shell))
            .addSubcommand(new StatusCommand(shell))
            .addSubcommand(new DoctorCommand(shell))
            .addSubcommand(new StatsCommand(shell))
            .addSubcommand(new ParkedCommand(shell))
            .addSubcommand(new ReconcileCommand(shell))
            .addSubcommand(new AuditCommand(shell))
            .addSubcommand(new ReleaseCommand(shell))
            .addSubcommand(new RedriveCommand(shell))
            .addSubcommand(new ReplayCommand(shell))
            .addSubcommand(new ListenCommand(shell))
            .addSubcommand(events)
            .addSubcommand(profile)
            .addSubcommand(bucket)
            .addSubcommand(retention)
            .addSubcommand(webhook)
            .addSubcommand(new TokenCommand(shell))
            .addSubcommand(new PlaybackCommand(shell))
            .addSubcommand(new ExportCommand(shell))
            .addSubcommand(new UploadCommand(shell));
    all.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .scopeType(ScopeType.INHERIT)
                .description("Explain this command.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version.")
                .build());
    all.getCommandSpec().usageMessage().exitCodeList(ExitCode.meanings());
    return all.setOut(shell.out())
        .setErr(shell.err())
        .setColorScheme(Help.defaultColorScheme(shell.coloured() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(100)
        // An argument that begins with '@' is an argument, and no file of further ones.
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(SourceArn.class, new ChannelArnConverter())
        .registerConverter(CauseOption.class, new CauseOption.Converter())
        .registerConverter(DayOption.class, new DayOption.Converter())
        .registerConverter(TimeOption.class, new TimeOption.Converter())
        .registerConverter(DurationOption.class, new DurationOption.Converter())
        .registerConverter(ProfileId.class, refusing(ProfileId::new))
        .registerConverter(StreamId.class, refusing(StreamId::new))
        .setParameterExceptionHandler((wrong, _) -> ErrorPrinter.ofUsage(shell, wrong))
        .setExecutionExceptionHandler((trouble, at, _) -> ErrorPrinter.of(shell, trouble, at));
  }

  /// The model's own refusals, as answers to a wrong argument.
  private static <T> ITypeConverter<T> refusing(Function<String, T> type) {
    return value -> {
      try {
        return type.apply(value);
      } catch (IllegalArgumentException refused) {
        throw new TypeConversionException(String.valueOf(refused.getMessage()));
      }
    };
  }

  boolean isDebugging() {
    return debug;
  }

  @Override
  public void run() {
    throw new CommandException(
        ExitCode.USAGE, "say which command; '%s --help' lists them".formatted(shell.command()));
  }
}
