package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.SdkEndpoints;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Whatever is given to a command, it ends with a documented exit code and one line. Nothing
/// answers where the commands go.
class StrangeInputTest {
  private static final long SEED = Long.getLong("strange.seed", System.nanoTime());

  /// Of so many endpoints and values one is given; the profile `soak` gives all.
  private static final int ONE_IN = Integer.getInteger("soak.oneIn", 16);

  private static final int ENDPOINTS = 3_200 / ONE_IN;

  static {
    System.out.printf("Strange input: -Dstrange.seed=%d%n", SEED);
  }

  private static final List<String> PARTS =
      List.of(
          "http://",
          "https://",
          "HTTP://",
          "ftp://",
          "//",
          ":",
          "://",
          "localhost",
          "127.0.0.1",
          "127.0.0.1:1",
          "[::1]",
          "[::1]:1",
          "[",
          "]",
          ":1",
          ":0",
          ":65535",
          ":65536",
          ":-1",
          ":99999999999",
          "/",
          "/a",
          "?a=b",
          "#f",
          "user:pw@",
          "a_b",
          "-",
          "ü",
          " ",
          "\t",
          "\n",
          "%",
          "%zz",
          "\\",
          "\u0000",
          "💥",
          "a".repeat(300),
          "..",
          "null");

  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "-1",
          "0",
          "99999999999999999999",
          "NaN",
          "null",
          "ü💥",
          "a\nb",
          "\u0000",
          "%s%n",
          "${x}",
          "@/dev/null",
          "--",
          "-",
          "/",
          "../..",
          "s3://",
          "s3://b/p",
          "~",
          "#",
          "profile#",
          "stream#",
          "st-",
          "arn:aws:ivs",
          "2026-02-30",
          "2026-11-20T24:00:00Z",
          "\ud800",
          "\u001b[31m",
          "x".repeat(5_000),
          "[]",
          "{}");

  private final SdkEndpoints sdk = new SdkEndpoints();

  @BeforeEach
  void theSdkReachesNothing() {
    sdk.goTo(URI.create("http://127.0.0.1:1"));
  }

  @AfterEach
  void theSdkGoesWhereItUsedToGo() {
    sdk.asTheyWere();
  }

  @Test
  void noEndpointBreaksACommand() {
    var random = new Random(SEED);
    for (int i = 0; i < ENDPOINTS; i++) {
      var endpoint = String.join("", some(random, PARTS, 1 + random.nextInt(5)));
      var run =
          random.nextBoolean()
              ? CommandLineRun.of("list", "--endpoint-url=" + endpoint)
              : CommandLineRun.in(Map.of("AWS_ENDPOINT_URL", endpoint), "", "list");

      assertEndsWell(run, "seed %d: list at '%s'".formatted(SEED, endpoint));
    }
  }

  /// Every argument of every command.
  static Stream<ArgSpec> arguments() {
    return commands(RecordingsCommand.commandLine(CommandLineRun.shell()))
        .flatMap(command -> command.getCommandSpec().args().stream())
        .filter(StrangeInputTest::isOfInterest);
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command).filter(one -> one.getSubcommands().isEmpty()),
        command.getSubcommands().values().stream().flatMap(StrangeInputTest::commands));
  }

  /// Not the options that make a command explain itself.
  private static boolean isOfInterest(ArgSpec argument) {
    return !(argument instanceof OptionSpec option)
        || !(option.usageHelp() || option.versionHelp() || option.longestName().equals("--debug"));
  }

  @ParameterizedTest
  @MethodSource("arguments")
  void noValueBreaksACommand(ArgSpec argument) throws Exception {
    var random = new Random(SEED);
    try (var taken = new ServerSocket(0)) {
      for (var value : some(random, VALUES, Math.ceilDiv(VALUES.size(), ONE_IN))) {
        // The parser takes a blank after a flag for none.
        var given = argument.type() == boolean.class ? "x" + value : value;
        var words = line(argument, given, taken.getLocalPort());
        var run = CommandLineRun.in(Map.of("AWS_ENDPOINT_URL", "localhost:1"), "", words);

        assertEndsWell(run, "seed %d: %s".formatted(SEED, Arrays.toString(words)));
      }
    }
  }

  /// A command that would be right but for this value. The embedded system finds its port taken.
  private static String[] line(ArgSpec argument, String value, int taken) {
    var command = argument.command();
    var words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
    words.removeFirst();
    for (var other : command.args()) {
      if (other != argument && other.required()) {
        words.add(other instanceof OptionSpec o ? o.longestName() + "=" + sane(o) : sane(other));
      }
    }
    if (command.name().equals("up") && !argument.paramLabel().equals("PORT")) {
      words.add("--port=" + taken);
    }
    words.add(argument instanceof OptionSpec o ? o.longestName() + "=" + value : value);
    return words.toArray(String[]::new);
  }

  private static String sane(ArgSpec argument) {
    return switch (argument.paramLabel()) {
      case "ARN" -> "arn:aws:ivs:us-east-1:111122223333:channel/a";
      case "TIME" -> "2026-01-01";
      default -> "x";
    };
  }

  private static void assertEndsWell(CommandLineRun run, String input) {
    assertThat(ExitCode.meanings()).as("%s: %s", input, run).containsKey("" + run.exitCode());
    assertThat(run.exitCode()).as("%s: %s", input, run).isNotIn(0, ExitCode.INTERNAL.code());
    assertThat(run.err()).as(input).matches("recordings: [^\\n]+\\R").doesNotContain("Exception");
  }

  private static List<String> some(Random random, List<String> all, int count) {
    return IntStream.range(0, count).mapToObj(_ -> all.get(random.nextInt(all.size()))).toList();
  }
}
