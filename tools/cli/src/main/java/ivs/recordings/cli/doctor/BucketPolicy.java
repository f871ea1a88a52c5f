package ivs.recordings.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether the policy of a bucket keeps IVS from writing into it.
///
/// IVS writes with its service-linked role, which may put objects by itself: it needs no line in
/// the policy, but a `Deny` outweighs it ("Using Service-Linked Roles for Amazon IVS").
final class BucketPolicy {
  private static final String ROLE = "AWSServiceRoleForIVSRecordToS3";
  private static final String PUT = "s3:PutObject";

  /// Only a call without TLS is refused, and IVS makes none.
  private static final String ONLY_WITHOUT_TLS = "aws:securetransport";

  private BucketPolicy() {}

  /// What stands between IVS and the bucket.
  sealed interface Judgement {
    record Open() implements Judgement {}

    /// Some statement refuses it under some condition.
    ///
    /// @param statement its Sid, or its number
    record MayBeClosed(String statement) implements Judgement {}

    /// A statement refuses it.
    ///
    /// @param statement its Sid, or its number
    record Closed(String statement) implements Judgement {}
  }

  static Judgement of(String bucket, String policy) {
    var json = JsonOutput.read(policy);
    if (json.isEmpty()) {
      return new Judgement.MayBeClosed("all of it, which is not JSON");
    }
    Optional<Judgement> maybe = Optional.empty();
    var statements = each(json.get().path("Statement"));
    for (int i = 0; i < statements.size(); i++) {
      var statement = statements.get(i);
      var name = statement.path("Sid").asText("number " + (i + 1));
      if (!refuses(statement, bucket)) {
        continue;
      }
      if (!statement.has("Condition")) {
        return new Judgement.Closed(name);
      }
      if (!isOnlyAboutTls(statement.path("Condition"))) {
        maybe = maybe.or(() -> Optional.of(new Judgement.MayBeClosed(name)));
      }
    }
    return maybe.orElseGet(Judgement.Open::new);
  }

  private static boolean refuses(JsonNode statement, String bucket) {
    return statement.path("Effect").asText().equals("Deny")
        && covers(statement, "Action", PUT)
        && covers(statement, "Resource", "arn:aws:s3:::" + bucket + "/ivs/v1/x")
        && isForIvs(statement);
  }

  /// Whether a list of patterns, or one that names what is spared, matches.
  private static boolean covers(JsonNode statement, String element, String what) {
    return statement.has("Not" + element)
        ? texts(statement.path("Not" + element)).stream().noneMatch(p -> matches(p, what))
        : texts(statement.path(element)).stream().anyMatch(pattern -> matches(pattern, what));
  }

  private static boolean isForIvs(JsonNode statement) {
    if (statement.has("NotPrincipal")) {
      return principals(statement.path("NotPrincipal")).stream().noneMatch(p -> p.contains(ROLE));
    }
    return principals(statement.path("Principal")).stream()
        .anyMatch(p -> p.equals("*") || p.contains(ROLE) || p.endsWith(":root"));
  }

  private static List<String> principals(JsonNode principal) {
    if (principal.isObject()) {
      return texts(principal.path("AWS"));
    }
    return texts(principal);
  }

  private static boolean isOnlyAboutTls(JsonNode condition) {
    return condition.properties().stream()
        .flatMap(operator -> operator.getValue().properties().stream())
        .allMatch(key -> key.getKey().toLowerCase(Locale.ROOT).equals(ONLY_WITHOUT_TLS));
  }

  private static boolean matches(String pattern, String what) {
    var regex = new StringBuilder();
    pattern
        .chars()
        .forEach(c ->
            regex.append(
                switch (c) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                }));
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).matcher(what).matches();
  }

  private static List<String> texts(JsonNode node) {
    return each(node).stream().map(JsonNode::asText).toList();
  }

  private static List<JsonNode> each(JsonNode node) {
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isArray()) {
      return List.of(node);
    }
    var all = new ArrayList<JsonNode>();
    node.forEach(all::add);
    return all;
  }
}
