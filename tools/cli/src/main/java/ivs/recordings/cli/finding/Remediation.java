package ivs.recordings.cli.finding;

import ivs.recordings.cli.parking.ParkingDependency;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.model.recording.ParkingCause;
import java.util.List;

/// What a person does about a parked event: lines to copy, the last of which says where the runbook
/// goes on.
public final class Remediation {
  private Remediation() {}

  /// The steps for one parked event.
  ///
  /// @param waitingFor its cause
  public static List<String> of(
      String reason, String waitingFor, String eventId, CommandHints calls) {
    return switch (ParkingDependency.of(waitingFor)) {
      case ParkingDependency.OfProfile(var channel) ->
          List.of(
              "link the channel to whom it belongs: "
                  + calls.line(
                      "profile put --profile ID --channel " + CommandHints.word(channel.value())),
              CommandHints.runbook("reason-unknown_profile"));
      case ParkingDependency.OfStream _ ->
          List.of(
              "the stream's events may be dead letters: " + calls.line("redrive"),
              CommandHints.runbook("reason-unknown_stream_session"));
      case ParkingDependency.OfRecording _ ->
          List.of(CommandHints.runbook("reason-unknown_recording"));
      case ParkingDependency.OfPerson() -> byAPerson(reason, waitingFor, eventId, calls);
    };
  }

  private static List<String> byAPerson(
      String reason, String waitingFor, String eventId, CommandHints calls) {
    var cause = "--waiting-for " + CommandHints.word(waitingFor);
    if (waitingFor.equals(ParkingCause.Ambiguous.WAITING_FOR)) {
      return List.of(
          "read it, and say of which stream it is: " + calls.line("parked --json " + cause),
          CommandHints.runbook("reason-ambiguous"));
    }
    var one = cause + " --event-id " + CommandHints.word(eventId);
    var discard = "if the event is invalid, discard it: " + calls.line("release --discard " + one);
    return reason.equals("CONTRADICTORY")
        ? List.of(discard, CommandHints.runbook("reason-contradictory"))
        : List.of(
            "once a version understands it, let it in: " + calls.line("release " + one),
            discard,
            CommandHints.runbook("reason-malformed"));
  }
}
