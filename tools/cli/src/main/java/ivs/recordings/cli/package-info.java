/// The `recordings` command.
///
/// [Main] starts [RecordingsCommand], which registers one class per subcommand (packages below
/// `command`). Packages depend on each other in one direction: `command` on `status`, `doctor`,
/// `explain`, `audit`, `parking` and `delivery`, those on `finding` and `format`, and all on
/// `runtime`.
package ivs.recordings.cli;
