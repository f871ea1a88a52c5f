package ivs.recordings.store;

import java.io.IOException;
import java.time.Duration;

/// The way to DynamoDB and back: one signed HTTP request, one answer.
public interface Wire extends AutoCloseable {
  /// Makes one attempt of a call.
  ///
  /// @param operation such as `UpdateItem`
  /// @param body the same object for every attempt of one call
  /// @param patience how long the answer may take
  /// @throws IOException if there was no answer; the call may have been done all the same
  Answer post(String operation, byte[] body, Duration patience) throws IOException;

  /// Closes the connections that are open; the next call opens one. A snapshot must not hold any:
  /// at its restore they lead nowhere, and whoever speaks into one waits in vain.
  default void hangUp() {}

  @Override
  default void close() {}

  /// What came back.
  ///
  /// @param crc32 what DynamoDB says of the body's checksum, or -1 if it does not
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares answers, and nobody changes one.
  record Answer(int status, byte[] body, long crc32) {}
}
