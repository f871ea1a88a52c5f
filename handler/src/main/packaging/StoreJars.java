import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Copies jars into a folder with everything in them stored and nothing compressed, and Log4j's list
/// of plugins cut down to one.
///
/// The zip around them then compresses each jar as one stream, and what its classes have in common is
/// written once: the artifact shrinks by a quarter. Lambda unpacks the zip, so nothing else changes.
///
/// The native library of template.yaml's processor is put beside the jars: Lambda has `lib/` on its
/// library path, so CRT loads it from there. From its jar it would have to be unpacked first, and for
/// that CRT runs a process to find out which C library the system has: a tenth of a cold start.
///
/// `java StoreJars.java FOLDER CLASSPATH`
public final class StoreJars {
  /// The first moment that a zip can tell, so that the same jars give the same bytes.
  private static final FileTime LONG_AGO = FileTime.fromMillis(315_619_200_000L);

  /// Log4j's list of its plugins. It loads the classes of all of them, 265, as soon as it is asked for
  /// a logger; the function is configured in code and uses none. Without the list Log4j would look
  /// for plugins itself, so one stays on it.
  private static final String PLUGINS =
      "META-INF/org/apache/logging/log4j/core/config/plugins/Log4j2Plugins.dat";

  private static final String NATIVE = "linux/armv8/glibc/libaws-crt-jni.so";

  private StoreJars() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    empty(folder);
    for (var entry : arguments[1].split(System.getProperty("path.separator"))) {
      if (entry.endsWith(".jar")) {
        var jar = Path.of(entry);
        store(jar, folder.resolve(jar.getFileName()));
        unpack(jar, folder);
      }
    }
  }

  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var old = Files.walk(folder)) {
        for (var file : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }

  private static void unpack(Path from, Path folder) throws IOException {
    try (var jar = new JarFile(from.toFile())) {
      var library = jar.getEntry(NATIVE);
      if (library != null) {
        var to = folder.resolve(Path.of(NATIVE).getFileName());
        Files.copy(jar.getInputStream(library), to);
        Files.setLastModifiedTime(to, LONG_AGO);
      }
    }
  }

  private static void store(Path from, Path to) throws IOException {
    try (var jar = new JarFile(from.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(to))) {
      out.setMethod(ZipOutputStream.STORED);
      for (var entry : files(jar)) {
        byte[] content;
        try (var in = jar.getInputStream(entry)) {
          content = entry.getName().equals(PLUGINS) ? onePlugin() : in.readAllBytes();
        }
        out.putNextEntry(stored(entry.getName(), content));
        out.write(content);
        out.closeEntry();
      }
    } catch (UncheckedIOException broken) {
      throw broken.getCause();
    }
  }

  /// Categories, each with its plugins: key, class, name, whether it is printed, whether it reads
  /// its children itself.
  private static byte[] onePlugin() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(1);
      out.writeUTF("lookup");
      out.writeInt(1);
      out.writeUTF("env");
      out.writeUTF("org.apache.logging.log4j.core.lookup.EnvironmentLookup");
      out.writeUTF("env");
      out.writeBoolean(false);
      out.writeBoolean(false);
    }
    return bytes.toByteArray();
  }

  private static List<? extends ZipEntry> files(JarFile jar) {
    try (Stream<? extends ZipEntry> entries = jar.stream()) {
      return entries.filter(entry -> !entry.isDirectory()).toList();
    }
  }

  private static ZipEntry stored(String name, byte[] content) {
    var checksum = new CRC32();
    checksum.update(content);
    var entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    entry.setLastModifiedTime(LONG_AGO);
    return entry;
  }
}
