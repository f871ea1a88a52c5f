package ivs.recordings.cli.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;

/// What the embedded system says of the stack that it stands for.
public record LocalStack(Map<String, String> parameters, Map<String, String> outputs) {
  static final String NAME = "local";

  static LocalStack of(CloudFormationClient cloudFormation) {
    var stacks = cloudFormation.describeStacks(stack -> stack.stackName(NAME)).stacks();
    return new LocalStack(
        stacks.stream()
            .flatMap(stack -> stack.parameters().stream())
            .collect(Collectors.toMap(Parameter::parameterKey, Parameter::parameterValue)),
        stacks.stream()
            .flatMap(stack -> stack.outputs().stream())
            .collect(Collectors.toMap(Output::outputKey, Output::outputValue)));
  }

  public String parameter(String name) {
    return required("parameter", name, parameters);
  }

  public String output(String name) {
    return required("output", name, outputs);
  }

  private static String required(String kind, String name, Map<String, String> values) {
    return Optional.ofNullable(values.get(name))
        .orElseThrow(() ->
            new CommandException(
                ExitCode.ELSEWHERE,
                "the embedded system has no %s %s: it is of another version, start this one"
                    .formatted(kind, name)));
  }
}
