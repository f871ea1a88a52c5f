package ivs.recordings.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.model.playback.MediaPath;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The function that CloudFront runs for each media URL, run by Node where there is one.
final class MediaPathFunctionTest {
  private static final List<String> PARTS =
      List.of(
          "",
          ".",
          "..",
          "...",
          "a",
          ".a",
          "a.",
          "a..b",
          "a+b",
          "a%20b",
          "a%2eb",
          "%2E",
          "%2e%2e",
          "a%2fb",
          "%2F",
          "a%5cb",
          "%5C",
          "\\",
          "a\\b",
          "%252e",
          "%",
          "%4",
          "a%zz",
          "%00",
          "%1f",
          "%7f",
          "%ff",
          "%c0%ae",
          "%C3%A9",
          "é",
          "a b",
          "\t",
          "a?b",
          "a#b",
          "~",
          "!$&'()*,;=:@");
  private static final List<String> OTHERS =
      List.of(
          "",
          "/",
          "/media",
          "/media/",
          "/media/b",
          "/media/b/",
          "//media/b/a",
          "/Media/b/a",
          "media/b/a",
          "/other/b/a",
          "/media%2fb/a",
          "/media/../b/a",
          "/media/.b/a",
          "/media//a");

  private static final String HARNESS =
      """
      const paths = JSON.parse(require('fs').readFileSync(0, 'utf8'));
      console.log(JSON.stringify(paths.map(uri => {
        const answer = handler({ request: { uri: uri, querystring: {}, headers: {} } });
        return answer.statusCode === undefined
          ? answer.headers['x-media-bucket'].value + answer.uri : String(answer.statusCode);
      })));
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;

  private static List<String> paths() {
    var paths = new ArrayList<>(OTHERS);
    for (var first : PARTS) {
      paths.add("/media/b-1.c/" + first);
      for (var second : PARTS) {
        paths.add("/media/b-1.c/%s/%s".formatted(first, second));
        paths.add("/media/b-1.c/%s/x/%s".formatted(first, second));
      }
    }
    return paths;
  }

  @Test
  void itLetsMediaPathsPassAndTakesTheBucketOut() throws Exception {
    var node = onThePath("node");
    assumeTrue(!node.isEmpty(), "node is not here: CloudFront's function is not run");
    var code = ProjectTemplate.withCdn().properties("MediaPathFunction").text("FunctionCode");
    var script = Files.writeString(folder.resolve("function.js"), code + HARNESS);
    var input = Files.writeString(folder.resolve("paths"), JSON.writeValueAsString(paths()));

    var running =
        new ProcessBuilder(node.getFirst(), script.toString())
            .redirectInput(input.toFile())
            .redirectError(folder.resolve("error").toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .start();

    assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(running.exitValue()).as(Files.readString(folder.resolve("error"))).isZero();
    assertThat(List.of(JSON.readValue(folder.resolve("out").toFile(), String[].class)))
        .isEqualTo(paths().stream().map(MediaPathFunctionTest::expected).toList())
        .contains("403", "b-1.c/a", "b-1.c/a/a");
  }

  private static String expected(String raw) {
    return MediaPath.of(raw).map(_ -> raw.replaceFirst("/media/", "")).orElse("403");
  }

  private static List<String> onThePath(String program) {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
        .map(entry -> Path.of(entry, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .limit(1)
        .toList();
  }
}
