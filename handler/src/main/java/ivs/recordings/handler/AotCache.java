package ivs.recordings.handler;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// Whether the JVM runs on the ahead-of-time cache that its image was built with (JEP 483).
///
/// A cache is good for one build of the JVM and one class path; otherwise the JVM starts without it
/// and says nothing that anybody reads. Where `AOT_CACHE` promises one, its absence is logged, and
/// counted with the cold starts. Elsewhere nobody is asked, because asking takes time.
///
/// @param promised the file, empty where none is promised
record AotCache(String promised) {
  private static final Logger LOG = LogManager.getLogger(AotCache.class);

  static AotCache of(Map<String, String> environment) {
    return new AotCache(environment.getOrDefault("AOT_CACHE", ""));
  }

  boolean isUsed() {
    if (promised.isEmpty()) {
      return false;
    }
    var vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    var given = vm.getVMOption("AOTCache").getValue();
    var used =
        promised.equals(given)
            && Boolean.parseBoolean(vm.getVMOption("UseSharedSpaces").getValue());
    if (!used) {
      LOG.warn("the AOT cache {} is not used: the JVM or the class path is another", promised);
    }
    return used;
  }
}
