package ivs.recordings.cli.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;

/// The parameters and outputs of a stack.
///
/// @param stack empty for the embedded system
public record StackDescription(
    Optional<TargetAddress.Stack> stack,
    Map<String, String> parameters,
    Map<String, String> outputs) {
  private static final String EMBEDDED = "local";

  static StackDescription of(
      Optional<TargetAddress.Stack> stack, CloudFormationClient cloudFormation) {
    var name = stack.map(TargetAddress.Stack::name).orElse(EMBEDDED);
    var stacks = cloudFormation.describeStacks(describe -> describe.stackName(name)).stacks();
    return new StackDescription(
        stack,
        stacks.stream()
            .flatMap(one -> one.parameters().stream())
            .collect(Collectors.toMap(Parameter::parameterKey, Parameter::parameterValue)),
        stacks.stream()
            .flatMap(one -> one.outputs().stream())
            .collect(Collectors.toMap(Output::outputKey, Output::outputValue)));
  }

  public String parameter(String name) {
    return required("parameter", name, parameters);
  }

  public String output(String name) {
    return required("output", name, outputs);
  }

  private String required(String kind, String name, Map<String, String> values) {
    return Optional.ofNullable(values.get(name))
        .orElseThrow(() ->
            stack
                .map(asked -> asked.lacks(kind, name))
                .orElseGet(() ->
                    new CommandException(
                        ExitCode.ELSEWHERE,
                        "the embedded system has no %s %s: it is of another version, start this one"
                            .formatted(kind, name))));
  }
}
