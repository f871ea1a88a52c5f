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

/// Copies jars into a folder with everything in them stored and nothing compressed.
///
/// The zip around them then compresses each jar as one stream, and what its classes have in common is
/// written once: the artifact shrinks by a quarter. Lambda unpacks the zip, so nothing else changes.
///
/// `java StoreJars.java FOLDER CLASSPATH`
public final class StoreJars {
  /// The first moment that a zip can tell, so that the same jars give the same bytes.
  private static final FileTime LONG_AGO = FileTime.fromMillis(315_619_200_000L);

  private StoreJars() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    empty(folder);
    for (var entry : arguments[1].split(System.getProperty("path.separator"))) {
      if (entry.endsWith(".jar")) {
        var jar = Path.of(entry);
        store(jar, folder.resolve(jar.getFileName()));
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

  private static void store(Path from, Path to) throws IOException {
    try (var jar = new JarFile(from.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(to))) {
      out.setMethod(ZipOutputStream.STORED);
      for (var entry : files(jar)) {
        byte[] content;
        try (var in = jar.getInputStream(entry)) {
          content = in.readAllBytes();
        }
        out.putNextEntry(stored(entry.getName(), content));
        out.write(content);
        out.closeEntry();
      }
    } catch (UncheckedIOException broken) {
      throw broken.getCause();
    }
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
