package ivs.recordings.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Whether the policy of a bucket lets IVS write into it, and the CDN read from it.
///
/// Channels are recorded with IVS's service-linked role, which may put objects by itself: it needs
/// no line in the policy, but a `Deny` outweighs it ("Using Service-Linked Roles for Amazon IVS").
/// Stages are recorded by a service that the policy must allow: IVS adds that statement when the
/// storage configuration is made, and each recording fails once it is altered ("Composite
/// Recording"). A distribution reads with an origin access control, which the policy must allow.
///
/// @param bucket its name
/// @param text the JSON of the policy
record BucketPolicy(String bucket, String text) {
  private static final String ROLE = "AWSServiceRoleForIVSRecordToS3";
  private static final List<String> OF_STAGES = List.of("s3:PutObject", "s3:PutObjectAcl");

  private static final List<String> OF_DISTRIBUTIONS = List.of("s3:GetObject");
  private static final String CLOUDFRONT = "cloudfront.amazonaws.com";

  /// An object of a channel's recording, and one of a stage's.
  static final String KEY_OF_CHANNELS = "ivs/v1/x";

  static final String KEY_OF_STAGES = "x/y/z/composite/media/a";

  /// The policy of a bucket that has none.
  private static final String NONE = "{}";

  /// What each call of IVS for a channel tells of itself, by the keys of conditions.
  private static final Map<String, String> SENT_FOR_CHANNELS =
      Map.of("aws:securetransport", "true");

  /// What each call of IVS for a stage tells of itself: the statement that IVS adds asks for it.
  private static final Map<String, String> SENT_FOR_STAGES =
      Map.of("aws:securetransport", "true", "s3:x-amz-acl", "bucket-owner-full-control");

  /// What stands between IVS and the bucket.
  sealed interface Judgement {
    record Open() implements Judgement {}

    /// Some statement refuses it under some condition.
    ///
    /// @param statement its Sid, or its number
    record MayBeClosed(String statement) implements Judgement {}

    /// No statement allows it, and it needs one.
    record NotOpened() implements Judgement {}

    /// A statement refuses it.
    ///
    /// @param statement its Sid, or its number
    record Closed(String statement) implements Judgement {}
  }

  static BucketPolicy none(String bucket) {
    return new BucketPolicy(bucket, NONE);
  }

  /// For the recordings of channels.
  Judgement ofChannels() {
    return judged(
        statement ->
            covers(statement, "Action", "s3:PutObject")
                && covers(statement, "Resource", "arn:aws:s3:::" + bucket + "/" + KEY_OF_CHANNELS)
                && isForRole(statement),
        SENT_FOR_CHANNELS);
  }

  /// For the recordings of stages.
  Judgement ofStages(String region) {
    return opened(OF_STAGES, statement -> isForStages(statement, region), SENT_FOR_STAGES);
  }

  /// For what a distribution reads.
  ///
  /// @param keys one of each kind of object that it reads
  Judgement ofDistribution(String arn, List<String> keys) {
    var sent =
        Map.of(
            "aws:securetransport",
            "true",
            "aws:sourcearn",
            arn,
            "aws:sourceaccount",
            arn.replaceFirst("arn:[^:]*:[^:]*:[^:]*:([^:]*):.*", "$1"));
    return keys.stream()
        .map(key -> opened(OF_DISTRIBUTIONS, statement -> isForDistributions(statement, key), sent))
        .filter(judgement -> !(judgement instanceof Judgement.Open))
        .findFirst()
        .orElseGet(Judgement.Open::new);
  }

  /// Whether it is allowed by one statement and refused by none.
  private Judgement opened(
      List<String> actions, Predicate<JsonNode> concerns, Map<String, String> sent) {
    var refused =
        judged(
            statement ->
                actions.stream().anyMatch(action -> covers(statement, "Action", action))
                    && concerns.test(statement),
            sent);
    if (refused instanceof Judgement.Closed || JsonOutput.read(text).isEmpty()) {
      return refused;
    }
    Judgement opened = refused;
    for (var action : actions) {
      var allowing =
          statements().stream()
              .filter(statement -> statement.json().path("Effect").asText().equals("Allow"))
              .filter(statement ->
                  covers(statement.json(), "Action", action) && concerns.test(statement.json()))
              .filter(statement -> applies(statement.json(), sent) != Applies.NEVER)
              .toList();
      if (allowing.isEmpty()) {
        return new Judgement.NotOpened();
      }
      if (opened instanceof Judgement.Open
          && allowing.stream()
              .noneMatch(statement -> applies(statement.json(), sent) == Applies.ALWAYS)) {
        opened = new Judgement.MayBeClosed(allowing.getFirst().name());
      }
    }
    return opened;
  }

  /// The statement that a distribution needs.
  static String statementOfDistribution(String bucket, String arn) {
    return """
    {"Sid": "ReadBy%s", "Effect": "Allow", "Principal": {"Service": "%s"}, "Action": "s3:GetObject", \
    "Resource": "arn:aws:s3:::%s/*", "Condition": {"StringEquals": {"aws:SourceArn": "%s"}}}\
    """
        .formatted(arn.replaceFirst(".*/", ""), CLOUDFRONT, bucket, arn);
  }

  /// The statement that stages need.
  static String statementOfStages(String bucket, String region) {
    return """
    {"Effect": "Allow", "Principal": {"Service": "%s"}, "Action": ["s3:PutObject", "s3:PutObjectAcl"], \
    "Resource": "arn:aws:s3:::%s/*", "Condition": {"StringEquals": \
    {"s3:x-amz-acl": "bucket-owner-full-control"}, "Bool": {"aws:SecureTransport": "true"}}}\
    """
        .formatted(service(region), bucket);
  }

  /// What records the stages of a region.
  static String service(String region) {
    return "ivs-composite.%s.amazonaws.com".formatted(region);
  }

  /// @param name its Sid, or its number
  private record Statement(String name, JsonNode json) {}

  private List<Statement> statements() {
    var all = new ArrayList<Statement>();
    JsonOutput.read(text)
        .ifPresent(json ->
            each(json.path("Statement"))
                .forEach(statement ->
                    all.add(
                        new Statement(
                            statement.path("Sid").asText("number " + (all.size() + 1)),
                            statement))));
    return all;
  }

  /// @param concerns whether a statement is about what IVS does
  /// @param sent what each call of IVS tells of itself
  private Judgement judged(Predicate<JsonNode> concerns, Map<String, String> sent) {
    if (JsonOutput.read(text).isEmpty()) {
      return new Judgement.MayBeClosed("all of it, which is not JSON");
    }
    Optional<Judgement> maybe = Optional.empty();
    for (var statement : statements()) {
      if (!statement.json().path("Effect").asText().equals("Deny")
          || !concerns.test(statement.json())) {
        continue;
      }
      switch (applies(statement.json(), sent)) {
        case ALWAYS -> {
          return new Judgement.Closed(statement.name());
        }
        case PERHAPS ->
            maybe = maybe.or(() -> Optional.of(new Judgement.MayBeClosed(statement.name())));
        case NEVER -> {}
      }
    }
    return maybe.orElseGet(Judgement.Open::new);
  }

  /// Whether a list of patterns, or one that names what is spared, matches.
  private static boolean covers(JsonNode statement, String element, String what) {
    return statement.has("Not" + element)
        ? texts(statement.path("Not" + element)).stream().noneMatch(p -> matches(p, what))
        : texts(statement.path(element)).stream().anyMatch(pattern -> matches(pattern, what));
  }

  private static boolean isForRole(JsonNode statement) {
    if (statement.has("NotPrincipal")) {
      return principals(statement.path("NotPrincipal"), "AWS").stream()
          .noneMatch(p -> p.contains(ROLE));
    }
    return principals(statement.path("Principal"), "AWS").stream()
        .anyMatch(p -> p.equals("*") || p.contains(ROLE) || p.endsWith(":root"));
  }

  private boolean isForStages(JsonNode statement, String region) {
    return isForService(statement, service(region), KEY_OF_STAGES);
  }

  private boolean isForDistributions(JsonNode statement, String key) {
    return isForService(statement, CLOUDFRONT, key);
  }

  private boolean isForService(JsonNode statement, String service, String key) {
    if (!covers(statement, "Resource", "arn:aws:s3:::" + bucket + "/" + key)) {
      return false;
    }
    if (statement.has("NotPrincipal")) {
      return !principals(statement.path("NotPrincipal"), "Service").contains(service);
    }
    var principal = statement.path("Principal");
    return principals(principal, "Service").contains(service)
        || principals(principal, "AWS").contains("*");
  }

  private static List<String> principals(JsonNode principal, String kind) {
    return texts(principal.isObject() ? principal.path(kind) : principal);
  }

  /// To which calls of IVS a statement applies.
  private enum Applies {
    ALWAYS,
    /// It depends on what is not known of a call.
    PERHAPS,
    NEVER
  }

  /// All conditions of a statement must be met.
  private static Applies applies(JsonNode statement, Map<String, String> sent) {
    var conditions =
        statement.path("Condition").properties().stream()
            .flatMap(operator ->
                operator.getValue().properties().stream()
                    .map(key ->
                        applies(
                            operator.getKey(),
                            Optional.ofNullable(sent.get(key.getKey().toLowerCase(Locale.ROOT))),
                            texts(key.getValue()))))
            .toList();
    if (conditions.contains(Applies.NEVER)) {
      return Applies.NEVER;
    }
    return conditions.contains(Applies.PERHAPS) ? Applies.PERHAPS : Applies.ALWAYS;
  }

  private static Applies applies(String operator, Optional<String> sent, List<String> values) {
    if (sent.isEmpty()) {
      return Applies.PERHAPS;
    }
    var isListed = values.contains(sent.get());
    return switch (operator.replaceFirst("IfExists$", "")) {
      case "Bool", "StringEquals" -> isListed ? Applies.ALWAYS : Applies.NEVER;
      case "ArnEquals", "ArnLike" ->
          values.stream().anyMatch(pattern -> matches(pattern, sent.get()))
              ? Applies.ALWAYS
              : Applies.NEVER;
      case "StringNotEquals" -> isListed ? Applies.NEVER : Applies.ALWAYS;
      default -> Applies.PERHAPS;
    };
  }

  /// Whether a pattern with `*` and `?` matches, in whatever case.
  static boolean matches(String pattern, String what) {
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
