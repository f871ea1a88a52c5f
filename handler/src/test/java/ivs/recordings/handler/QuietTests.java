package ivs.recordings.handler;

import java.io.OutputStream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// The function prints a line for each event, and the tests hand it millions. Those that look at
/// the lines ask for them ([PrintedLog]).
public final class QuietTests implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    StandardOutput.redirect(OutputStream.nullOutputStream());
  }
}
