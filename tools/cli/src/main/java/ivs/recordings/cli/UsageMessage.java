package ivs.recordings.cli;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is wrong with a command line, in the words of its help and not in those of the parser.
///
/// @param program how the caller started this program
record UsageMessage(String program, ParameterException wrong) {
  private static final int MOST_GUESSES = 3;
  private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
  private static final Pattern PARSER_PREFIX =
      Pattern.compile("^(Error: )?(Invalid value for [^:]*: )?", Pattern.DOTALL);
  private static final Set<Class<?>> FLAGS = Set.of(boolean.class, Boolean.class);
  private static final Set<Class<?>> NUMBERS = Set.of(int.class, Integer.class);

  String text() {
    return switch (wrong) {
      case UnmatchedArgumentException unmatched when isCommand(unmatched) ->
          "there is no command '%s'; %s%s lists them all"
              .formatted(command(first(unmatched)), guesses(unmatched), help());
      case UnmatchedArgumentException unmatched when unmatched.isUnknownOption() ->
          "%s has no option '%s'; %ssee %s"
              .formatted(
                  command().isEmpty() ? "the program" : "'" + command() + "'",
                  first(unmatched).replaceFirst("=.*", ""),
                  guesses(unmatched),
                  help());
      default -> "%s; see %s".formatted(problem(), help());
    };
  }

  private String problem() {
    return switch (wrong) {
      case UnmatchedArgumentException unmatched ->
          "'%s' takes no further argument: '%s' is one too many"
              .formatted(command(), first(unmatched));
      case MutuallyExclusiveArgsException _ ->
          OPTION
              .matcher(String.valueOf(wrong.getMessage()))
              .results()
              .map(MatchResult::group)
              .collect(joining(" or ", "give either ", ", not both"));
      case OverwrittenOptionException twice ->
          "give %s only once".formatted(name(twice.getOverwritten()));
      case MissingParameterException missing -> missing(missing);
      default -> Optional.ofNullable(wrong.getArgSpec()).map(this::value).orElseGet(this::plain);
    };
  }

  private String missing(MissingParameterException missing) {
    var names =
        missing.getMissing().stream()
            .map(argument ->
                argument.isOption() && !isOfAnOption()
                    ? name(argument) + " " + argument.paramLabel()
                    : argument.isOption()
                        ? "%s wants a value, %s".formatted(name(argument), argument.paramLabel())
                        : argument.paramLabel())
            .collect(joining(" and "));
    return isOfAnOption() ? names : "'%s' needs %s".formatted(command(), names);
  }

  /// Whether the option is there and its value is not.
  private boolean isOfAnOption() {
    return String.valueOf(wrong.getMessage()).contains("parameter for option");
  }

  private String value(ArgSpec argument) {
    var types = argument.typeInfo().getAuxiliaryTypes();
    var type = types.length == 0 ? argument.type() : types[types.length - 1];
    if (FLAGS.contains(type)) {
      return "%s takes no value".formatted(name(argument));
    }
    if (NUMBERS.contains(type)) {
      return "%s wants a whole number, not '%s'".formatted(name(argument), wrong.getValue());
    }
    if (type.isEnum()) {
      var names =
          Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(joining(", "));
      return "%s wants one of %s, not '%s'".formatted(name(argument), names, wrong.getValue());
    }
    return type == Path.class
        ? "%s wants the name of a folder, not '%s'".formatted(name(argument), wrong.getValue())
        : "%s: %s".formatted(name(argument), plain());
  }

  private String plain() {
    return PARSER_PREFIX.matcher(String.valueOf(wrong.getMessage())).replaceFirst("");
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private boolean isCommand(UnmatchedArgumentException unmatched) {
    return !unmatched.isUnknownOption() && !wrong.getCommandLine().getSubcommands().isEmpty();
  }

  private static String first(UnmatchedArgumentException unmatched) {
    return unmatched.getUnmatched().stream().findFirst().orElse("");
  }

  private String guesses(UnmatchedArgumentException unmatched) {
    var guesses =
        isCommand(unmatched)
            ? unmatched.getSuggestions().stream().map(this::command).toList()
            : unmatched.isUnknownOption() ? options(first(unmatched)) : List.<String>of();
    return guesses.isEmpty()
        ? ""
        : guesses.stream().limit(MOST_GUESSES).collect(joining(" or ", "did you mean ", "? "));
  }

  /// The options that begin as the unknown one does: a misspelled option rarely loses its first
  /// letters.
  private List<String> options(String unknown) {
    var beginning = unknown.toLowerCase(Locale.ROOT);
    return wrong.getCommandLine().getCommandSpec().options().stream()
        .map(OptionSpec::longestName)
        .filter(name -> name.startsWith(beginning.substring(0, Math.min(4, beginning.length()))))
        .toList();
  }

  /// The command that the mistake is in, without the program's name.
  private String command() {
    var spec = wrong.getCommandLine().getCommandSpec();
    return spec.qualifiedName().replaceFirst("^\\w+", "").strip();
  }

  private String command(String subcommand) {
    return (command() + " " + subcommand).strip();
  }

  private String help() {
    return "'%s --help'".formatted((program + " " + command()).strip());
  }
}
