package ivs.recordings.cli.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/// What CloudFormation called the things of one stack.
///
/// @param stack as the person named it, maybe by its ARN
/// @param name what its things' names begin with
record StackOutputs(TargetAddress.Stack stack, String name, Map<String, String> values) {

  static StackOutputs of(TargetAddress.Stack stack, CloudFormationClient cloudFormation) {
    var found = cloudFormation.describeStacks(stacks -> stacks.stackName(stack.name())).stacks();
    return new StackOutputs(
        stack,
        found.stream().map(Stack::stackName).findFirst().orElse(stack.name()),
        found.stream()
            .flatMap(one -> one.outputs().stream())
            .collect(Collectors.toMap(Output::outputKey, Output::outputValue)));
  }

  Optional<String> find(String output) {
    return Optional.ofNullable(values.get(output));
  }

  String required(String output) {
    return Optional.ofNullable(values.get(output))
        .orElseThrow(() ->
            new CommandException(
                ExitCode.ELSEWHERE,
                "%s has no output %s: name a stack of template.yaml, or wait until its deployment is done"
                    .formatted(stack, output)));
  }
}
