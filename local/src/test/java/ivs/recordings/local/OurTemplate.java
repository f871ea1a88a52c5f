package ivs.recordings.local;

import java.nio.file.Path;
import java.util.Map;

/// The template that is deployed, and the test events beside it.
final class OurTemplate {
  static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));
  static final Path FILE = ROOT.resolve("template.yaml");
  static final Path TEST_EVENTS = ROOT.resolve("test-events");

  private OurTemplate() {}

  static Template asDeployed() {
    return Template.read(FILE, Map.of());
  }

  static Template with(String parameter, String value) {
    return Template.read(FILE, Map.of(parameter, value));
  }
}
