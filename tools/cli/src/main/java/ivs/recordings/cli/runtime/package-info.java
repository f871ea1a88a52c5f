/// The surroundings of a command: the shell, the target system, exit codes, errors and
/// interruption.
///
/// [ivs.recordings.cli.runtime.AwsCommand] is the base class of all commands that call AWS.
package ivs.recordings.cli.runtime;
