package ivs.recordings.cli.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/// The resources of one stack, as CloudFormation maps logical ids to physical ids. A physical id is
/// what `!Ref` gives: the URL of a queue, the ARN of a job queue or a job definition, and the name
/// of each other resource that commands use.
///
/// @param stack as the person named it, maybe by its ARN
record StackResources(TargetAddress.Stack stack, Map<String, String> physicalIds) {
  /// No longer part of the stack, such as the table of media jobs after they were turned off.
  private static final Set<ResourceStatus> REMOVED =
      Set.of(ResourceStatus.DELETE_COMPLETE, ResourceStatus.DELETE_SKIPPED);

  /// Of all pages of the answer: the template has more resources than one holds.
  static StackResources of(TargetAddress.Stack stack, CloudFormationClient cloudFormation) {
    var physicalIds = new HashMap<String, String>();
    for (var resource :
        cloudFormation
            .listStackResourcesPaginator(list -> list.stackName(stack.name()))
            .stackResourceSummaries()) {
      // While it is being created, a resource may have none yet.
      var physicalId = Optional.ofNullable(resource.physicalResourceId()).orElse("");
      if (!physicalId.isEmpty() && !REMOVED.contains(resource.resourceStatus())) {
        physicalIds.put(resource.logicalResourceId(), physicalId);
      }
    }
    return new StackResources(stack, Map.copyOf(physicalIds));
  }

  /// Empty where the condition of the resource does not hold.
  Optional<String> find(String logicalId) {
    return Optional.ofNullable(physicalIds.get(logicalId));
  }

  String required(String logicalId) {
    return find(logicalId).orElseThrow(() -> stack.lacks("resource", logicalId));
  }
}
