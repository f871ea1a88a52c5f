package ivs.recordings.local.lambda.probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// A function that is packed into an artifact by a test. It answers what it finds out about where
/// it runs, as if these were ids of failed messages.
public final class ProbeFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private final Map<String, String> environment;
  private final Clock clock;

  public ProbeFunction(Map<String, String> environment, Clock clock) {
    if (environment.containsKey("REFUSES")) {
      throw new IllegalArgumentException("REFUSES is set at " + location());
    }
    this.environment = environment;
    this.clock = clock;
    System.out.println("the probe starts");
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    System.out.println("the probe is called");
    context.getLogger().log("the probe logs");
    var found =
        switch (batch.getRecords().getFirst().getBody()) {
          case "location" -> location();
          case "failure" -> throw new IllegalStateException("the probe fails");
          case "time" -> clock.instant().toString();
          case "environment" -> environment.toString();
          case "class loader" -> String.valueOf(Thread.currentThread().getContextClassLoader());
          case "context" -> context.getFunctionName() + " " + context.getMemoryLimitInMB();
          case "remaining time" -> String.valueOf(context.getRemainingTimeInMillis());
          case String resourceOrClass -> find(resourceOrClass);
        };
    return new SQSBatchResponse(List.of(new BatchItemFailure(found)));
  }

  private static String location() {
    return ProbeFunction.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private String find(String resourceOrClass) {
    var loader = getClass().getClassLoader();
    if (resourceOrClass.contains("/")) {
      return loader.getResource(resourceOrClass) == null ? "absent" : "present";
    }
    try {
      return loader.equals(loader.loadClass(resourceOrClass).getClassLoader())
          ? "its own"
          : "shared";
    } catch (ClassNotFoundException absent) {
      return "absent";
    }
  }
}
