package ivs.recordings.local.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// CloudFormation's YAML as plain maps, lists and scalars. A short form such as `!Ref X` becomes
/// its long form `{Ref: X}`, so that only one form has to be understood later.
final class TemplateYaml {
  private TemplateYaml() {}

  static TemplateSection read(Path file) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try (var reader = Files.newBufferedReader(file)) {
      Object document = new Yaml(new LongForms(options)).load(reader);
      return TemplateSection.of(file.getFileName().toString(), document);
    } catch (YAMLException malformed) {
      throw new InvalidTemplateException(
          "%s is not a YAML template: %s".formatted(file, malformed.getMessage()), malformed);
    } catch (IOException unreadable) {
      throw new InvalidTemplateException(
          "%s can't be read: %s".formatted(file, unreadable), unreadable);
    }
  }

  private static final class LongForms extends SafeConstructor {
    LongForms(LoaderOptions options) {
      super(options);
      // Dates in a template, such as 2012-10-17, are names of versions.
      yamlConstructors.put(Tag.TIMESTAMP, new ConstructYamlStr());
      yamlMultiConstructors.put("!", new LongForm());
    }

    private final class LongForm extends AbstractConstruct {
      @Override
      public Object construct(Node node) {
        String name = node.getTag().getValue().substring(1);
        boolean unprefixed = name.equals("Ref") || name.equals("Condition");
        return Map.of(unprefixed ? name : "Fn::" + name, argument(node));
      }

      private Object argument(Node node) {
        return switch (node) {
          case ScalarNode scalar -> scalar.getValue();
          case SequenceNode sequence -> constructSequence(sequence);
          case MappingNode mapping -> constructMapping(mapping);
          default ->
              throw new InvalidTemplateException("%s has no argument".formatted(node.getTag()));
        };
      }
    }
  }
}
