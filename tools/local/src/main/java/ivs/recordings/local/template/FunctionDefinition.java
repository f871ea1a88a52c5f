package ivs.recordings.local.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A Lambda function.
///
/// @param handler the class that Lambda calls
/// @param codeUri the packaged artifact, absolute
/// @param timeout how long one call may take
/// @param memoryMb memory in MB
/// @param environment the environment variables, with the local names of the tables
public record FunctionDefinition(
    String handler, Path codeUri, Duration timeout, int memoryMb, Map<String, String> environment) {
  public FunctionDefinition {
    environment = Map.copyOf(environment);
  }
}
