package ivs.recordings.bench;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.api.client.EventHandlerLoader;
import com.amazonaws.services.lambda.runtime.api.client.HandlerInfo;
import com.amazonaws.services.lambda.runtime.api.client.LambdaRequestHandler;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.InvocationRequest;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// One process's warm figures of a function, through the loader of AWS's runtime client: what
/// Lambda's runtime does to a payload counts. Prints one line that begins with `warm`.
///
/// It measures twice: after 10,000 events, when the JVM still compiles, and after 80,000, when it
/// is done. A function of a quiet service lives in the first, that of a busy one in the second.
///
/// `Warm HANDLER BATCH`
public final class Warm {
  static final int WARM_UP = 10_000;
  static final int STEADY = 80_000;
  static final int EVENTS = 20_000;

  private final LambdaRequestHandler handler;
  private final int size;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private int next;

  private Warm(LambdaRequestHandler handler, int size) {
    this.handler = handler;
    this.size = size;
  }

  /// What events cost, each; `p50` and `p99` are an invocation's, in milliseconds.
  private record Window(double micros, double kilobytes, double p50, double p99) {}

  public static void main(String[] arguments) throws Exception {
    var loader = likeLambdas();
    Thread.currentThread().setContextClassLoader(loader);
    var handler = EventHandlerLoader.loadEventHandler(HandlerInfo.fromString(arguments[0], loader));
    var warm = new Warm(handler, Integer.parseInt(arguments[1]));
    warm.call(1);
    var firstEventClasses = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    warm.call(WARM_UP / warm.size);
    var young = warm.measure();
    warm.call((STEADY - warm.next) / warm.size);
    var steady = warm.measure();
    System.gc();
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        Locale.ROOT,
        "%nwarm %.1f %.1f %.3f %.3f %.1f %.1f %.3f %.3f %.1f %d %d %d%n",
        young.micros(),
        young.kilobytes(),
        young.p50(),
        young.p99(),
        steady.micros(),
        steady.kilobytes(),
        steady.p50(),
        steady.p99(),
        heap / 1e6,
        firstEventClasses,
        warm.threads.getThreadCount(),
        warm.next);
    System.exit(0);
  }

  /// The loader that the runtime's serialization looks for an event's classes in. The runtime keeps
  /// it in a field that only its own main sets.
  private static ClassLoader likeLambdas() throws IOException, ReflectiveOperationException {
    var path = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    var urls = new URL[path.length];
    for (int n = 0; n < path.length; n++) {
      urls[n] = Path.of(path[n]).toUri().toURL();
    }
    var loader = new URLClassLoader(urls, Warm.class.getClassLoader());
    var field = AWSLambda.class.getDeclaredField("customerClassLoader");
    field.setAccessible(true);
    field.set(null, loader);
    return loader;
  }

  private void call(int batches) throws Exception {
    for (int n = 0; n < batches; n++) {
      handler.call(request());
    }
  }

  private Window measure() throws Exception {
    var requests = new InvocationRequest[EVENTS / size];
    for (int n = 0; n < requests.length; n++) {
      requests[n] = request();
    }
    var nanos = new long[requests.length];
    var cpu = system.getProcessCpuTime();
    var allocated = threads.getTotalThreadAllocatedBytes();
    for (int n = 0; n < requests.length; n++) {
      var began = System.nanoTime();
      handler.call(requests[n]);
      nanos[n] = System.nanoTime() - began;
    }
    cpu = system.getProcessCpuTime() - cpu;
    allocated = threads.getTotalThreadAllocatedBytes() - allocated;
    Arrays.sort(nanos);
    return new Window(
        cpu / 1e3 / EVENTS,
        allocated / 1e3 / EVENTS,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6);
  }

  private InvocationRequest request() {
    var request = new InvocationRequest();
    request.setId("8476a536-e9f4-11e8-9739-2dfe598c3fcd");
    request.setInvokedFunctionArn(
        "arn:aws:lambda:us-east-1:111122223333:function:RecordingStatusHandler");
    request.setDeadlineTimeInMs(System.currentTimeMillis() + 3_600_000);
    request.setContent(Samples.batch(next, size));
    next += size;
    return request;
  }
}
