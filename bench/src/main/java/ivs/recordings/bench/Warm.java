package ivs.recordings.bench;

import com.amazonaws.services.lambda.runtime.api.client.EventHandlerLoader;
import com.amazonaws.services.lambda.runtime.api.client.HandlerInfo;
import com.amazonaws.services.lambda.runtime.api.client.LambdaRequestHandler;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.InvocationRequest;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/// One process's warm figures of a function, through the loader of AWS's runtime client: what
/// Lambda's runtime does to a payload counts. Prints one line that begins with `warm`.
///
/// `Warm HANDLER BATCH EVENTS`
public final class Warm {
  private static final int WARM_UP = 10_000;

  private Warm() {}

  public static void main(String[] arguments) throws Exception {
    var loader = Warm.class.getClassLoader();
    var handler = EventHandlerLoader.loadEventHandler(HandlerInfo.fromString(arguments[0], loader));
    var size = Integer.parseInt(arguments[1]);
    var batches = Integer.parseInt(arguments[2]) / size;
    call(handler, 0, size);
    var firstEventClasses = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    for (int n = 0; n < WARM_UP; n += size) {
      call(handler, n, size);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var requests = new InvocationRequest[batches];
    Arrays.setAll(requests, n -> request(WARM_UP + n * size, size));
    var nanos = new long[batches];
    var cpu = system.getProcessCpuTime();
    var allocated = threads.getTotalThreadAllocatedBytes();
    for (int n = 0; n < batches; n++) {
      var began = System.nanoTime();
      handler.call(requests[n]);
      nanos[n] = System.nanoTime() - began;
    }
    var events = (double) batches * size;
    cpu = system.getProcessCpuTime() - cpu;
    allocated = threads.getTotalThreadAllocatedBytes() - allocated;
    Arrays.sort(nanos);
    Arrays.fill(requests, null);
    System.gc();
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        Locale.ROOT,
        "%nwarm %.1f %.1f %.3f %.3f %.1f %d %d%n",
        cpu / events / 1e3,
        allocated / events / 1e3,
        nanos[batches / 2] / 1e6,
        nanos[batches * 99 / 100] / 1e6,
        heap / 1e6,
        firstEventClasses,
        threads.getThreadCount());
    System.exit(0);
  }

  private static void call(LambdaRequestHandler handler, int first, int size) throws Exception {
    handler.call(request(first, size));
  }

  private static InvocationRequest request(int first, int size) {
    var request = new InvocationRequest();
    request.setId("8476a536-e9f4-11e8-9739-2dfe598c3fcd");
    request.setInvokedFunctionArn(
        "arn:aws:lambda:us-east-1:111122223333:function:RecordingStatusHandler");
    request.setDeadlineTimeInMs(System.currentTimeMillis() + 3_600_000);
    request.setContent(Samples.batch(first, size));
    return request;
  }
}
