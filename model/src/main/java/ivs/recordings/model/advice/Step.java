package ivs.recordings.model.advice;

/// One thing that a person does.
///
/// @param words what it is for, without a full stop
/// @param program what runs the command
/// @param command its words, with values to fill in such as `{channel}`; empty by hand
public record Step(String words, Program program, String command) {
  /// What a person has at hand.
  public enum Program {
    RECORDINGS,
    AWS,
    HAND
  }

  static Step recordings(String words, String command) {
    return new Step(words, Program.RECORDINGS, command);
  }

  static Step aws(String words, String command) {
    return new Step(words, Program.AWS, command);
  }

  static Step byHand(String words) {
    return new Step(words, Program.HAND, "");
  }
}
