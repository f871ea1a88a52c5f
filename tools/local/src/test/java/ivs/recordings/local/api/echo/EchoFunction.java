package ivs.recordings.local.api.echo;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/// A function that is packed into an artifact by a test. It answers its event, or what the query
/// `say=` asks for: `throw`, `sleep`, or an answer in base64url.
public final class EchoFunction implements RequestStreamHandler {
  private static final Pattern SAY = Pattern.compile("\"rawQueryString\":\"say=([A-Za-z0-9_-]+)\"");
  private static final long LONGER_THAN_A_TEST_WAITS = 60_000;

  public EchoFunction(Map<String, String> environment, Clock clock) {}

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    var event = in.readAllBytes();
    var said = SAY.matcher(new String(event, StandardCharsets.UTF_8));
    if (!said.find()) {
      out.write(event);
      return;
    }
    switch (said.group(1)) {
      case "throw" -> throw new IllegalStateException("as asked");
      case "sleep" -> sleep();
      case String answer -> out.write(Base64.getUrlDecoder().decode(answer));
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(LONGER_THAN_A_TEST_WAITS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
