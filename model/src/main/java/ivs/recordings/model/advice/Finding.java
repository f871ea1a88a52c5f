package ivs.recordings.model.advice;

import static ivs.recordings.model.advice.Step.aws;
import static ivs.recordings.model.advice.Step.byHand;
import static ivs.recordings.model.advice.Step.recordings;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What may be wrong, and the steps after which it is not: the one catalogue that every command
/// speaks from. docs/findings.md is made from it, and a test takes the steps of each.
public enum Finding {
  UNKNOWN_PROFILE(
      "An event is parked because its channel or stage is linked to no profile.",
      "reason-unknown_profile",
      recordings(
          "link the channel or stage to its profile",
          "profile put --profile {profile} --{noun} {channel}")),
  UNKNOWN_STREAM_SESSION(
      "An event is parked because no event of its stream has arrived.",
      "reason-unknown_stream_session",
      recordings("the stream's events may be dead letters", "redrive")),
  UNKNOWN_RECORDING(
      "An event is parked because the recording it is about was never started by the API.",
      "reason-unknown_recording",
      recordings(
          "if it will never be started, discard the event",
          "release --discard --waiting-for {cause} --event-id {event}")),
  AMBIGUOUS(
      "A recording has no row, and more than one stream may be its own.",
      "reason-ambiguous",
      recordings("read it, and say of which stream it is", "parked --json --waiting-for {cause}"),
      queued("put it into the queue with its stream_id filled in"),
      recordings(
          "then discard the original",
          "release --discard --waiting-for {cause} --event-id {event}")),
  CONTRADICTORY(
      "An event says something else than the row that it is about.",
      "reason-contradictory",
      recordings(
          "if the event is invalid, discard it",
          "release --discard --waiting-for {cause} --event-id {event}")),
  MALFORMED(
      "A message cannot be understood.",
      "reason-malformed",
      recordings(
          "once a version understands it, let it in",
          "release --waiting-for {cause} --event-id {event}"),
      recordings(
          "if the event is invalid, discard it",
          "release --discard --waiting-for {cause} --event-id {event}")),
  EVENTS_LOST(
      "Row and files differ, and the manifest tells what the lost events would have told.",
      "is-anything-missing",
      recordings(
          "the reconciler makes it good by itself; at once",
          "reconcile --all-channels --since {since}")),
  CHANNEL_UNLINKED(
      "There are files of a channel or stage that is linked to no profile.",
      "is-anything-missing",
      recordings(
          "link the channel or stage to its profile",
          "profile put --profile {profile} --{noun} {channel}"),
      recordings(
          "then let the reconciler make its rows", "reconcile --all-channels --since {since}")),
  TWO_SESSIONS(
      "Two rows with a session each name the same files, and nothing says which of them is right.",
      "is-anything-missing",
      aws("delete the row that is wrong", "dynamodb delete-item --table-name {table} --key {key}")),
  OPEN_TOO_LONG(
      "A recording is open for longer than any lasts, and its files tell of no end.",
      "a-recording-is-open-for-too-long",
      queued("put the end that the runbook shows into the queue")),
  LOCATION_UNKNOWN(
      "It is not known where a composition recorded: IVS no longer knew it when the events arrived.",
      "a-composition-without-a-place",
      byHand(
          "look in the bucket for */{composition}/*/composite; if it is not there, the row stays as it is"),
      queued("put an event that names what is there into the queue, as the runbook shows")),
  MEDIA_MISSING(
      "A recording was completed, but its files were not found complete within four days.",
      "a-recording-that-cannot-be-played",
      byHand(
          "put the files back that are missing from a copy or an older version; if there is none,"
              + " the recording cannot be played"),
      recordings("then have them checked", "reconcile --all-channels --since {since}")),
  OBJECTS_MISSING(
      "A row is COMPLETED, but nothing lies where it names its files.",
      "rows-and-objects-that-do-not-belong-together",
      byHand(
          "put the files back from a copy or an older version; if there is none, delete the"
              + " recording with DELETE /v1/recordings/{recording}")),
  ORPHAN_OBJECT(
      "An object lies in the stack's bucket that belongs to no recording.",
      "rows-and-objects-that-do-not-belong-together",
      aws("copy it if it is wanted, then delete it", "s3 rm s3://{object}")),
  MANIFEST_UNREADABLE(
      "A manifest cannot be read, so the row cannot be compared with its files.",
      "is-anything-missing",
      byHand("put a manifest that can be read in its place, or delete it with its recording")),
  ROW_UNREADABLE(
      "A row was changed by hand and cannot be read.",
      "rows-that-cannot-be-read",
      aws("delete it", "dynamodb delete-item --table-name {table} --key {key}"),
      recordings(
          "then let the reconciler make it anew", "reconcile --all-channels --since {since}")),
  DEAD_LETTERS(
      "Events are dead letters: they were neither stored nor parked.",
      "dead-letters",
      recordings("mend the cause, then move them back", "redrive")),
  UNEXPLAINED(
      "Row and files differ, and nothing that is known explains it.",
      "is-anything-missing",
      byHand("compare the row with the files that are named; no command here repairs it"));

  private final String meaning;
  private final String section;

  @SuppressWarnings("ImmutableEnumChecker") // It is made by List.of.
  private final List<Step> steps;

  Finding(String meaning, String section, Step... steps) {
    this.meaning = meaning;
    this.section = section;
    this.steps = List.of(steps);
  }

  /// Works also on a stack that takes no test events, where `send` has no effect.
  private static Step queued(String words) {
    return aws(
        words,
        "sqs send-message --queue-url \"$(physical RecordingEvents)\" --message-body file://FILE");
  }

  /// Those of parked events; each has the name of the reason.
  public static Set<Finding> ofParkedEvents() {
    return EnumSet.range(UNKNOWN_PROFILE, MALFORMED);
  }

  /// The finding of an event that is parked for this reason.
  public static Finding ofParked(String reason) {
    return ofParkedEvents().stream()
        .filter(finding -> finding.name().equals(reason))
        .findFirst()
        .orElse(MALFORMED);
  }

  /// A sentence.
  public String meaning() {
    return meaning;
  }

  /// The anchor of the runbook's section.
  public String section() {
    return section;
  }

  public List<Step> steps() {
    return steps;
  }
}
