package ivs.recordings.cli.runtime;

import java.util.List;

/// What a replay starts from, and whom it may reach.
///
/// @param rules the ARNs of our rules, so that no other rule of the bus gets old events
public record ReplaySource(String archiveArn, String busArn, List<String> rules) {}
