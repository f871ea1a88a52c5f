package ivs.recordings.local.lambda;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/// The class path that Lambda gives a function: its own classes, then the jars in `lib/`. It shares
/// the JDK and Lambda's own interfaces with us and nothing else, so that a class that is missing in
/// the artifact is missing here too.
final class FunctionClassLoader extends URLClassLoader {
  private static final String LAMBDA = "com.amazonaws.services.lambda.runtime.";

  private FunctionClassLoader(URL[] classPath) {
    super("function", classPath, new Shared());
  }

  /// @param artifact the unpacked artifact
  static FunctionClassLoader over(Path artifact) throws IOException {
    var classPath = new ArrayList<URL>();
    classPath.add(url(artifact));
    var lib = artifact.resolve("lib");
    if (Files.isDirectory(lib)) {
      try (var jars = Files.newDirectoryStream(lib, "*.jar")) {
        for (var jar : jars) {
          classPath.add(url(jar));
        }
      }
    }
    return new FunctionClassLoader(classPath.toArray(URL[]::new));
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  private static final class Shared extends ClassLoader {
    private static final ClassLoader OURS = FunctionClassLoader.class.getClassLoader();

    Shared() {
      super("lambda", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith(LAMBDA)) {
        return OURS.loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
