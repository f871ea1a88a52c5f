package ivs.recordings.cli.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;

/// What a stack says of its CDN.
///
/// @param distribution the distribution's ARN; empty without a CDN
/// @param playbackBucket the bucket of IVS that it serves
/// @param mediaBucket the stack's own bucket
/// @param allowedOrigins the origins of other pages that play media
public record CdnSettings(
    Optional<String> distribution,
    Optional<String> playbackBucket,
    Optional<String> mediaBucket,
    List<String> allowedOrigins) {
  static CdnSettings of(CloudFormationClient cloudFormation, String name) {
    var stacks = cloudFormation.describeStacks(stack -> stack.stackName(name)).stacks();
    var outputs =
        stacks.stream()
            .flatMap(stack -> stack.outputs().stream())
            .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    var parameters =
        stacks.stream()
            .flatMap(stack -> stack.parameters().stream())
            .collect(Collectors.toMap(Parameter::parameterKey, Parameter::parameterValue));
    return new CdnSettings(
        given(outputs, "MediaDistributionArn"),
        given(parameters, "PlaybackBucket"),
        given(outputs, "MediaBucketName"),
        given(parameters, "AllowedOrigins").stream()
            .flatMap(origins -> Arrays.stream(origins.split(",", -1)))
            .toList());
  }

  private static Optional<String> given(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }
}
