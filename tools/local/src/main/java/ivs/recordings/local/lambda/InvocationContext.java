package ivs.recordings.local.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import ivs.recordings.local.template.FunctionDefinition;
import ivs.recordings.local.template.LocalNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/// What Lambda tells a function about one call.
final class InvocationContext implements Context {
  private static final int NEVER_NEGATIVE = 0;

  private final String requestId = UUID.randomUUID().toString();
  private final long deadline;
  private final String functionName;
  private final int memoryMb;

  InvocationContext(String functionName, FunctionDefinition function) {
    this.functionName = functionName;
    this.memoryMb = function.memoryMb();
    this.deadline = System.nanoTime() + function.timeout().toNanos();
  }

  @Override
  public String getAwsRequestId() {
    return requestId;
  }

  @Override
  public int getRemainingTimeInMillis() {
    var left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    return (int) Math.max(left, NEVER_NEGATIVE);
  }

  @Override
  public String getFunctionName() {
    return functionName;
  }

  @Override
  public String getFunctionVersion() {
    return "$LATEST";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "arn:aws:lambda:%s:%s:function:%s"
        .formatted(LocalNames.REGION, LocalNames.ACCOUNT, functionName);
  }

  @Override
  public int getMemoryLimitInMB() {
    return memoryMb;
  }

  @Override
  public String getLogGroupName() {
    return "/aws/lambda/" + functionName;
  }

  @Override
  public String getLogStreamName() {
    return "local";
  }

  @Override
  public CognitoIdentity getIdentity() {
    throw new UnsupportedOperationException("a batch from a queue has no caller identity");
  }

  @Override
  public ClientContext getClientContext() {
    throw new UnsupportedOperationException("a batch from a queue has no client");
  }

  @Override
  public LambdaLogger getLogger() {
    return new StandardOutput();
  }

  private static final class StandardOutput implements LambdaLogger {
    @Override
    public void log(String message) {
      System.out.println(message);
    }

    @Override
    public void log(byte[] message) {
      log(new String(message, StandardCharsets.UTF_8));
    }
  }
}
