package ivs.recordings.store;

import ivs.recordings.model.library.Media;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.recording.Recording;
import java.util.Optional;

/// A row of the Recording table with what readiness, the API and retention wrote.
///
/// @param media what can be played, if readiness has found it
public record LibraryItem(
    VersionedItem<Recording> row, RecordingSummary summary, Optional<Media> media) {}
