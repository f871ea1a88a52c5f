package ivs.recordings.model.upload;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// How a file is cut for S3: parts of one size, and the rest.
///
/// S3 takes 1 to 10,000 parts of at least 5 MiB, of which the last may be shorter.
///
/// @param size of the file in bytes
/// @param partSize of each part but the last, in bytes
public record PartPlan(long size, long partSize) {
  private static final long MIB = 1024L * 1024;
  private static final long SMALLEST = 8 * MIB;
  private static final long LARGEST = 50 * MIB;
  private static final int MOST = 10_000;

  /// The longest file: as many of the largest parts as there may be.
  public static final long LARGEST_FILE = MOST * LARGEST;

  public PartPlan {
    if (size < 1 || size > LARGEST_FILE) {
      throw new IllegalArgumentException("a file has 1 to %d bytes".formatted(LARGEST_FILE));
    }
  }

  /// The plan of a file: parts of 8 MiB, and larger ones where those would be too many.
  public static PartPlan of(long size) {
    var least = (size + MOST - 1) / MOST;
    var mebibytes = (least + MIB - 1) / MIB;
    return new PartPlan(size, Math.max(SMALLEST, mebibytes * MIB));
  }

  /// How many there are.
  public int count() {
    return Math.toIntExact((size + partSize - 1) / partSize);
  }

  /// The numbers of all parts, from 1.
  public IntStream numbers() {
    return IntStream.rangeClosed(1, count());
  }

  /// The length of a part.
  ///
  /// @param number 1 to [#count]
  public long sizeOf(int number) {
    return LongStream.of(partSize, size - (number - 1) * partSize).min().orElseThrow();
  }
}
