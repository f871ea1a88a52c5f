package ivs.recordings.model.reconcile;

import ivs.recordings.model.event.StreamId;
import java.util.List;

/// Which stream a recording belongs to of which only the files are known.
public sealed interface StreamMatch {
  /// Exactly one stream fits.
  record Certain(StreamId streamId) implements StreamMatch {}

  /// A person must say.
  ///
  /// @param why a sentence
  /// @param candidates the streams that fit, none of them better than the others
  record Ambiguous(String why, List<StreamId> candidates) implements StreamMatch {
    public Ambiguous {
      candidates = List.copyOf(candidates);
    }
  }
}
