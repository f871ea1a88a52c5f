package ivs.recordings.model.media;

/// Why a job failed.
public enum MediaJobFault {
  /// The result is shorter or longer than its source.
  LENGTH_DIFFERS(false, "the result is not as long as the recording"),
  /// The tool was killed, whatever it had written by then.
  ENDED_BY_SIGNAL(false, "the process was killed"),
  EMPTY_RESULT(false, "the process wrote nothing"),
  TIMED_OUT(false, "the job took longer than it may"),
  /// The job itself was stopped, for example by Ctrl-C.
  INTERRUPTED(false, "the job was stopped"),
  TOOL_FAILED(false, "the process ended with an error"),
  INPUT_MISSING(false, "a file of the recording cannot be read"),
  /// An error of a service that is called.
  UNAVAILABLE(false, "a service did not answer"),
  UNREADABLE(true, "the file is not of the format that it was declared as"),
  NOT_COPYABLE(true, "the codecs of the recording do not fit the format, and nothing is encoded"),
  UNSUPPORTED_PLAYLIST(true, "the playlist has tags that are not copied"),
  TOO_LONG(true, "the recording is longer than jobs take"),
  TOO_LARGE(true, "the recording is larger than jobs take"),
  PICTURE_TOO_LARGE(true, "the picture is larger than jobs take"),
  /// The recording has other files by now, was deleted, or cannot be played.
  SUPERSEDED(true, "the recording has other files by now");

  private final boolean isPermanent;
  private final String message;

  MediaJobFault(boolean isPermanent, String message) {
    this.isPermanent = isPermanent;
    this.message = message;
  }

  /// Whether another attempt would end in the same way.
  public boolean isPermanent() {
    return isPermanent;
  }

  public String message() {
    return message;
  }
}
