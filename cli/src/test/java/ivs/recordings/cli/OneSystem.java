package ivs.recordings.cli;

import ivs.recordings.local.EmbeddedSystem;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the embedded system, in memory and without profiles: one for all of them, so each
/// keeps to channels, streams and recordings of its own.
final class OneSystem implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == EmbeddedSystem.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(Namespace.create(OneSystem.class))
        .computeIfAbsent(EmbeddedSystem.class, _ -> start(), EmbeddedSystem.class);
  }

  private static EmbeddedSystem start() {
    return EmbeddedSystem.start(
        new EmbeddedSystem.Options(CommandLineRun.HOME, 0, Optional.empty(), Map.of()));
  }
}
