/// The `recordings` command: one class per subcommand, each a short story of reading, doing and
/// printing.
///
/// [Recordings] puts them together; [TargetOptions] and [Target] say where they work; [RowFormat]
/// and [Output] how rows look; [Diagnosis] turns what went wrong into one line and an [ExitCode].
package ivs.recordings.cli;
