package ivs.recordings.handler;

import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/// Log4j as the functions need it, in code: one line of JSON per event on standard output, where
/// Lambda's log group picks it up, and the metrics beside it as they are, because CloudWatch reads
/// those only if nothing else is on their line.
///
/// A configuration file would cost a cold start the search for one, its reader, and every plugin of
/// Log4j, to say the same.
public final class FunctionLog extends AbstractConfiguration {
  static final String EVENTS = "events";
  static final String METRICS = "metrics";

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
    var json = appender("json", new LogLine());
    var bare = appender("bare", new BareLine());
    var events = new LoggerConfig(EVENTS, Level.INFO, false);
    events.addAppender(json, Level.ALL, null);
    addLogger(EVENTS, events);
    var metrics = new LoggerConfig(METRICS, Level.INFO, false);
    metrics.addAppender(bare, Level.ALL, null);
    addLogger(METRICS, metrics);
    getRootLogger().setLevel(Level.WARN);
    getRootLogger().addAppender(json, Level.ALL, null);
  }

  private ConsoleAppender appender(String name, AbstractStringLayout layout) {
    var appender =
        ConsoleAppender.newBuilder()
            .setName(name)
            .setTarget(ConsoleAppender.Target.SYSTEM_OUT)
            .setLayout(layout)
            .setConfiguration(this)
            .build();
    appender.start();
    addAppender(appender);
    return appender;
  }

  private static final class BareLine extends AbstractStringLayout {
    BareLine() {
      super(StandardCharsets.UTF_8);
    }

    @Override
    public String toSerializable(LogEvent event) {
      return event.getMessage().getFormattedMessage() + "\n";
    }
  }
}
