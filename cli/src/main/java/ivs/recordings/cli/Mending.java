package ivs.recordings.cli;

import ivs.recordings.model.ParkingCause;
import java.util.List;

/// What a person does about a parked event: lines to copy, the last of which says where the runbook
/// goes on.
final class Mending {
  private Mending() {}

  /// @param waitingFor its cause
  static List<String> of(String reason, String waitingFor, String eventId, Calls calls) {
    return switch (WaitedFor.of(waitingFor)) {
      case WaitedFor.OfProfile(var channel) ->
          List.of(
              "link the channel to whom it belongs: "
                  + calls.line("profile put --profile ID --channel " + Calls.word(channel.value())),
              Calls.runbook("reason-unknown_profile"));
      case WaitedFor.OfStream _ ->
          List.of(
              "the stream's events may be dead letters: " + calls.line("redrive"),
              Calls.runbook("reason-unknown_stream_session"));
      case WaitedFor.OfRecording _ -> List.of(Calls.runbook("reason-unknown_recording"));
      case WaitedFor.OfPerson() -> byAPerson(reason, waitingFor, eventId, calls);
    };
  }

  private static List<String> byAPerson(
      String reason, String waitingFor, String eventId, Calls calls) {
    var cause = "--waiting-for " + Calls.word(waitingFor);
    if (waitingFor.equals(ParkingCause.Ambiguous.WAITING_FOR)) {
      return List.of(
          "read it, and say of which stream it is: " + calls.line("parked --json " + cause),
          Calls.runbook("reason-ambiguous"));
    }
    var one = cause + " --event-id " + Calls.word(eventId);
    var discard = "if it is nobody's event, discard it: " + calls.line("release --discard " + one);
    return reason.equals("CONTRADICTORY")
        ? List.of(discard, Calls.runbook("reason-contradictory"))
        : List.of(
            "once a version understands it, let it in: " + calls.line("release " + one),
            discard,
            Calls.runbook("reason-malformed"));
  }
}
