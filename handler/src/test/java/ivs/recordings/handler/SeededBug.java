package ivs.recordings.handler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// A patch that breaks one promise, and the tests each of which must notice.
///
/// @param name of its file
/// @param why what is broken, in a sentence
/// @param file what it breaks, from the root of the project: a source, or a file that tests read
record SeededBug(String name, String why, List<Witness> witnesses, String file, List<Hunk> hunks) {
  private static final Pattern CAUGHT_BY = Pattern.compile("(?m)^Caught by: (\\w+) (\\w+#\\w+)$");
  private static final Pattern SOURCE = Pattern.compile("(?m)^\\+\\+\\+ b/(\\S+)$");

  /// A test that must be red.
  ///
  /// @param module where it is
  /// @param test its class and its method, `FooTest#whatItSays`
  record Witness(String module, String test) {
    String qualified() {
      return "ivs.recordings.%s.%s".formatted(module, test);
    }

    Path source(Path root) {
      return root.resolve(
          "%s/src/test/java/ivs/recordings/%s/%s.java"
              .formatted(module, module, test.substring(0, test.indexOf('#'))));
    }
  }

  /// Lines that must stand in the source, and what stands there once it is broken.
  record Hunk(String sound, String broken) {
    static Hunk of(String lines) {
      var sound = new StringBuilder();
      var broken = new StringBuilder();
      for (var line : lines.lines().toList()) {
        if (!line.startsWith("+")) {
          sound.append(line.substring(1)).append('\n');
        }
        if (!line.startsWith("-")) {
          broken.append(line.substring(1)).append('\n');
        }
      }
      return new Hunk(sound.toString(), broken.toString());
    }
  }

  /// All of them, in the order of their names.
  static List<SeededBug> all(Path root) {
    try (var files = Files.list(root.resolve("mutants"))) {
      return files
          .filter(file -> file.toString().endsWith(".patch"))
          .sorted()
          .map(SeededBug::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SeededBug read(Path patch) {
    try {
      var text = Files.readString(patch);
      var witnesses =
          CAUGHT_BY
              .matcher(text)
              .results()
              .map(line -> new Witness(line.group(1), line.group(2)))
              .toList();
      var source = SOURCE.matcher(text);
      if (witnesses.isEmpty() || !source.find()) {
        throw new IllegalArgumentException(patch + " names no test or no source");
      }
      var hunks = List.of(text.substring(source.end() + 1).split("(?m)^@@.*\n", -1));
      return new SeededBug(
          patch.getFileName().toString().replace(".patch", ""),
          text.lines().findFirst().orElse(""),
          witnesses,
          source.group(1),
          hunks.stream().filter(lines -> !lines.isEmpty()).map(Hunk::of).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The broken source.
  ///
  /// @throws IllegalStateException if the source has moved on: then the patch must, too
  String applied(Path root) {
    try {
      var source = Files.readString(root.resolve(file));
      for (var hunk : hunks) {
        if (!source.contains(hunk.sound())) {
          throw new IllegalStateException(name + " does not apply to " + file);
        }
        source = source.replace(hunk.sound(), hunk.broken());
      }
      return source;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
