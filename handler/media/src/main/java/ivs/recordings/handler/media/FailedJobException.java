package ivs.recordings.handler.media;

import ivs.recordings.model.media.MediaJobFault;

/// An attempt of a job has failed.
final class FailedJobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final MediaJobFault fault;

  /// @param detail for the log; it holds no name of a file and no address
  FailedJobException(MediaJobFault fault, String detail) {
    super(detail.isEmpty() ? fault.message() : fault.message() + ": " + detail);
    this.fault = fault;
  }

  FailedJobException(MediaJobFault fault) {
    this(fault, "");
  }

  MediaJobFault fault() {
    return fault;
  }
}
