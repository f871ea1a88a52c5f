package ivs.recordings.cli.command.retention;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.runtime.Shell;
import java.util.Locale;

/// How a run of retention looks.
record RetentionReportFormat(Shell shell) {
  private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB"};

  void say(JsonNode report) {
    report.path("recordings").forEach(this::recording);
    report
        .path("notes")
        .forEach(note -> shell.out().println(DisplayText.line("note: " + note.asText())));
    shell
        .out()
        .printf(
            "%s %s with %s (%s)%s%n",
            DisplayText.count(report.path("count").asLong(), "recording"),
            report.path("mode").asText().equals("plan") ? "due" : "deleted",
            DisplayText.count(report.path("objects").asLong(), "object"),
            size(report.path("bytes").asLong()),
            report.path("complete").asBoolean() ? "" : ", and more that were not looked at");
  }

  private void recording(JsonNode recording) {
    var line =
        "%s of %s: %s since %s"
            .formatted(
                recording.path("recordingId").asText(),
                recording.path("profileId").asText(),
                recording.path("reason").asText(),
                recording.path("since").asText());
    var state =
        recording.has("fault")
            ? "; %s: %s"
                .formatted(recording.path("state").asText(), recording.path("fault").asText())
            : ", %s (%s)"
                .formatted(
                    DisplayText.count(recording.path("objects").asLong(), "object"),
                    size(recording.path("bytes").asLong()));
    shell.out().println(DisplayText.line(line + state));
    recording
        .path("kept")
        .forEach(kept ->
            shell
                .out()
                .println(
                    DisplayText.line(
                        "  kept: %s, which %s has, too: it is %s"
                            .formatted(
                                kept.path("location").asText(),
                                kept.path("by").asText(),
                                why(kept.path("reason").asText())))));
  }

  private static String why(String reason) {
    return switch (reason) {
      case "held" -> "held";
      case "due_later" -> "due, and deleted after this one";
      default -> "not due";
    };
  }

  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1_000 && unit < UNITS.length - 1) {
      value /= 1_000;
      unit++;
    }
    return unit == 0
        ? "%,d bytes".formatted(bytes)
        : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
