package ivs.recordings.cli;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;

/// What CloudFormation called the things of one stack.
record StackOutputs(Where.Stack stack, Map<String, String> values) {

  static StackOutputs of(Where.Stack stack, CloudFormationClient cloudFormation) {
    var found = cloudFormation.describeStacks(stacks -> stacks.stackName(stack.name())).stacks();
    return new StackOutputs(
        stack,
        found.stream()
            .flatMap(one -> one.outputs().stream())
            .collect(Collectors.toMap(Output::outputKey, Output::outputValue)));
  }

  String required(String output) {
    return Optional.ofNullable(values.get(output))
        .orElseThrow(() ->
            new Failure(
                ExitCode.ELSEWHERE,
                "%s has no output %s: name a stack of template.yaml, or wait until its deployment is done"
                    .formatted(stack, output)));
  }
}
