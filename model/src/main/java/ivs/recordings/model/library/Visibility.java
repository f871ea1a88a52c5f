package ivs.recordings.model.library;

/// Who may see a stream or a recording without being its owner or an operator.
public enum Visibility {
  PUBLIC,
  PRIVATE
}
