package ivs.recordings.model.webhook;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.Source;
import java.time.Instant;

/// A domain event as endpoints are notified of it.
///
/// @param id of the domain event; the same for each endpoint and each attempt
/// @param type such as `recording.available`
/// @param time of the event
/// @param body what is sent, JSON `{type, timestamp, data}`; the same for each attempt
public record Notification(
    String id,
    String type,
    Instant time,
    RecordingId recordingId,
    ProfileId profileId,
    Source source,
    String body) {}
