package ivs.recordings.handler;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;

/// Log4j as the functions need it, in code: warnings of libraries, and our own where there is no
/// event to tell of, each a line of JSON on standard output. Events and metrics go past it, see
/// [StandardOutput], so that it is not even loaded until somebody has to be warned.
///
/// A configuration file would need the search for one, its reader, and every plugin of Log4j, to
/// say the same.
public final class FunctionLog extends AbstractConfiguration {
  FunctionLog(LoggerContext context) {
    super(context, ConfigurationSource.NULL_SOURCE);
    isShutdownHookEnabled = false;
  }

  /// Without what the super class does here: it looks for plugins, and a file would need them.
  @Override
  public void initialize() {
    doConfigure();
    setState(State.INITIALIZED);
  }

  @Override
  protected void doConfigure() {
    setName("function");
    var appender =
        ConsoleAppender.newBuilder()
            .setName("json")
            .setTarget(ConsoleAppender.Target.SYSTEM_OUT)
            .setLayout(new LibraryLine())
            .setConfiguration(this)
            .build();
    appender.start();
    addAppender(appender);
    getRootLogger().setLevel(Level.WARN);
    getRootLogger().addAppender(appender, Level.ALL, null);
  }
}
