package ivs.recordings.cli.testing;

import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.AwsStubServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// CloudFormation's answer to ListStackResources for a stack of template.yaml.
///
/// @param physicalId of a logical id and its type
/// @param untrue conditions that do not hold
public record ResourceList(BinaryOperator<String> physicalId, Set<String> untrue) {
  private static final int PAGE = 100;

  private static final Pattern RESOURCE =
      Pattern.compile("(?m)^  (\\w+):\\n    Type: (AWS::\\S+)$(?:\\n    Condition: (\\w+)$)?");
  private static final Pattern TOKEN = Pattern.compile("NextToken=(\\d+)");

  private record Resource(String logicalId, String type, String condition) {}

  /// The logical ids of template.yaml of a type.
  public static List<String> logicalIds(String type) {
    return resources().stream()
        .filter(resource -> resource.type().equals(type))
        .map(Resource::logicalId)
        .toList();
  }

  private static List<Resource> resources() {
    try {
      var template = Files.readString(CommandLineRun.HOME.resolve("template.yaml"));
      return RESOURCE
          .matcher(template)
          .results()
          .map(found ->
              new Resource(
                  found.group(1),
                  found.group(2),
                  Optional.ofNullable(found.group(3)).orElse("always")))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public Answer answer(Request request) {
    var all = resources().stream().filter(one -> !untrue.contains(one.condition())).toList();
    var token = TOKEN.matcher(request.body());
    int from = token.find() ? Integer.parseInt(token.group(1)) : 0;
    int to = Math.min(from + PAGE, all.size());
    var members =
        all.subList(from, to).stream()
            .map(one ->
                """
                <member><LogicalResourceId>%s</LogicalResourceId><PhysicalResourceId>%s</PhysicalResourceId>
                <ResourceType>%s</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>
                """
                    .formatted(
                        one.logicalId(), physicalId.apply(one.logicalId(), one.type()), one.type()))
            .collect(Collectors.joining());
    return new Answer(
        200,
        "text/xml",
        "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>%s</StackResourceSummaries>%s</ListStackResourcesResult></ListStackResourcesResponse>"
            .formatted(members, to < all.size() ? "<NextToken>%d</NextToken>".formatted(to) : ""));
  }
}
