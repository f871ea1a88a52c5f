package ivs.recordings.cli.command.operate;

import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.api.LocalToken;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.option.DurationOption;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.model.recording.ProfileId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Signs a token for the local API, as an identity provider would.
@Command(
    name = "token",
    descriptionHeading = "%n",
    description = {
      "Prints a token for the HTTP API of the embedded system.",
      "",
      "It is signed with the key that 'up' made. On AWS your identity provider issues the tokens."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings token --subject anna",
      "  ./recordings token --subject olga --role operator --valid 8h --json"
    })
public final class TokenCommand extends AwsCommand {
  @Option(
      names = "--subject",
      paramLabel = "PROFILE",
      required = true,
      description = "Whose token it is: the id of a profile.")
  private Optional<ProfileId> subject = Optional.empty();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = NULL_VALUE,
      description = "A role, such as operator, who sees every profile's recordings.")
  private Optional<String> role = Optional.empty();

  @Option(
      names = "--valid",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "How long it is valid, such as 90s, 15m or 8h; default ${DEFAULT-VALUE}.")
  private DurationOption valid = DurationOption.HOUR;

  @Mixin private OutputOptions output = new OutputOptions();

  public TokenCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected void check(TargetAddress chosen) {
    if (chosen instanceof TargetAddress.Stack) {
      throw new CommandException(
          ExitCode.USAGE,
          "token has no --stack: on AWS your identity provider issues tokens, the one that the stack's parameter JwtIssuer names");
    }
  }

  @Override
  protected ExitCode talk(Target target) {
    var token = LocalToken.sign(target, subject.orElseThrow(), role, valid.time());
    if (output.isJson()) {
      var json = JsonOutput.object();
      json.put("token", token.text());
      json.put("expiresAt", token.until().toString());
      json.put("apiUrl", target.apiUrl());
      output.json(shell(), json);
    } else {
      shell().out().println(token.text());
    }
    return ExitCode.OK;
  }
}
