package ivs.recordings.handler;

import java.net.URI;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;

/// How Log4j finds [FunctionLog]: it is named in `log4j2.component.properties`.
public final class FunctionLogFactory extends ConfigurationFactory {
  @Override
  protected String[] getSupportedTypes() {
    return new String[] {"*"};
  }

  @Override
  public Configuration getConfiguration(LoggerContext context, ConfigurationSource source) {
    return new FunctionLog(context);
  }

  @Override
  public Configuration getConfiguration(LoggerContext context, String name, URI location) {
    return new FunctionLog(context);
  }
}
