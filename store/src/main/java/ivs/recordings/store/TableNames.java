package ivs.recordings.store;

import java.util.Map;

/// What the tables of events are called here. CloudFormation names them on AWS, so nothing else
/// knows. `FigureTable` and `FigureEntryTable` are named to those that count.
public record TableNames(
    String profile,
    String streamSession,
    String recording,
    String recordingStream,
    String parkedEvent) {

  /// The names in the embedded system: the tables' own.
  public static final TableNames PLAIN =
      new TableNames("Profile", "StreamSession", "Recording", "RecordingStream", "ParkedEvent");

  /// Reads `PROFILE_TABLE`, `STREAM_SESSION_TABLE`, `RECORDING_TABLE`, `RECORDING_STREAM_TABLE` and
  /// `PARKED_EVENT_TABLE`.
  ///
  /// @throws IllegalArgumentException naming the variable that is not set
  public static TableNames of(Map<String, String> environment) {
    return new TableNames(
        required(environment, "PROFILE_TABLE"),
        required(environment, "STREAM_SESSION_TABLE"),
        required(environment, "RECORDING_TABLE"),
        required(environment, "RECORDING_STREAM_TABLE"),
        required(environment, "PARKED_EVENT_TABLE"));
  }

  public static String required(Map<String, String> environment, String variable) {
    var name = environment.getOrDefault(variable, "");
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "the environment variable " + variable + " must name a table");
    }
    return name;
  }
}
