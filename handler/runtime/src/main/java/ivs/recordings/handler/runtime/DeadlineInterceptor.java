package ivs.recordings.handler.runtime;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Begins no call that could outlast the invocation, whatever led to it: a retry, a page, a further
/// round. Each call ends by itself within [DynamoDbClients#CALL], so a batch always answers in
/// time.
///
/// One for each client, and a client for each function instance: Lambda runs one invocation at a
/// time in an instance.
public final class DeadlineInterceptor implements ExecutionInterceptor {
  private volatile Deadline deadline = () -> false;

  /// An invocation begins; its deadline holds for every call from now on.
  public void start(Deadline next) {
    deadline = next;
  }

  /// @throws DeadlineExceededException instead of making the call
  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    check();
  }

  public void check() {
    if (deadline.isNear()) {
      throw new DeadlineExceededException();
    }
  }
}
