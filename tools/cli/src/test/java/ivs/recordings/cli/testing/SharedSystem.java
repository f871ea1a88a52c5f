package ivs.recordings.cli.testing;

import ivs.recordings.local.EmbeddedSystem;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the embedded system and its operator: one for all of them, in memory and without
/// profiles, so each keeps to channels, streams and recordings of its own. It runs no functions of
/// table streams, which would take more time than all that these tests are about.
public final class SharedSystem implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    var type = parameter.getParameter().getType();
    return type == EmbeddedSystem.class || type == Operator.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    var system =
        test.getRoot()
            .getStore(Namespace.create(SharedSystem.class))
            .computeIfAbsent(
                EmbeddedSystem.class, _ -> startWithoutStreams(Map.of()), EmbeddedSystem.class);
    return parameter.getParameter().getType() == Operator.class ? new Operator(system) : system;
  }

  /// A system of its own, which is otherwise as the one of all.
  public static EmbeddedSystem startWithoutStreams(Map<String, String> parameters) {
    return EmbeddedSystem.start(
        new EmbeddedSystem.Options(CommandLineRun.HOME, 0, Optional.empty(), parameters)
            .withoutStreams()
            .withLocalWebhooks());
  }

  /// A system of its own, with the functions of table streams.
  public static EmbeddedSystem start() {
    return EmbeddedSystem.start(
        new EmbeddedSystem.Options(CommandLineRun.HOME, 0, Optional.empty(), Map.of()));
  }
}
