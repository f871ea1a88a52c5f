package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.template.ProjectTemplate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Twenty endpoints and many events, in a process that has the memory of `./recordings up`.
/// `-Dsoak.webhooks` says how many events; the profile `soak` has 500.
final class WebhookLoadTest {
  private static final int EVENTS = Integer.getInteger("soak.webhooks", 10);

  /// What the command gives to the embedded system.
  private static final Pattern OF_UP =
      Pattern.compile("demo \\| up\\)\\s+set -- (-Xms\\S+) (-Xmn\\S+) (-Xmx\\S+)");

  @Test
  void everyEndpointGetsEveryEventWithinTheMemoryOfUp() throws Exception {
    var process = new ProcessBuilder(command()).redirectErrorStream(true).start();
    process.getOutputStream().close();

    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains(WebhookLoad.ENDPOINTS * EVENTS + " deliveries");
    System.out.println(output.strip());
  }

  private static List<String> command() throws Exception {
    var memory = OF_UP.matcher(Files.readString(ProjectTemplate.ROOT.resolve("recordings")));
    assertThat(memory.find()).isTrue();
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of(memory.group(1), memory.group(2), memory.group(3)));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Drepository.root=" + ProjectTemplate.ROOT.toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(WebhookLoad.class.getName(), Integer.toString(EVENTS)));
    return command;
  }
}
