package ivs.recordings.handler.readiness.files;

import java.util.stream.IntStream;

final class MemoryFilesTest implements RecordingFilesContract {
  private final MemoryFiles files = new MemoryFiles();

  @Override
  public RecordingFiles files() {
    return files;
  }

  @Override
  public void put(String key, String text) {
    files.put(key, text);
  }

  @Override
  public void fill(String key, int count) {
    IntStream.range(0, count).forEach(i -> files.put(key.formatted(i), ""));
  }
}
