package ivs.recordings.bench;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A function that does nothing: what is left is Lambda's runtime client and the JVM, which no
/// function can shorten.
public final class IdleFunction implements RequestStreamHandler {
  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    out.write("{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8));
  }
}
