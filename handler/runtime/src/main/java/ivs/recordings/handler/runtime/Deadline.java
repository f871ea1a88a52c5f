package ivs.recordings.handler.runtime;

/// The end of the time that Lambda gives a batch. Work that would not be finished by then is not
/// begun: a batch that answers late is a batch that answers nothing.
@FunctionalInterface
public interface Deadline {
  /// Whether one more call, retried until it is given up, could outlast the invocation.
  boolean isNear();
}
