package ivs.recordings.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.doctor.BucketPlan.Part;
import ivs.recordings.cli.doctor.BucketPolicy.Judgement;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CdnSettings;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.playback.ArchiveState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Transition;

/// Reads a bucket, and works out what it lacks.
record BucketReading(
    Target target,
    CommandHints calls,
    S3Client s3,
    String bucket,
    String distribution,
    CdnSettings cdn,
    boolean archive) {
  private static final int ABORT_AFTER_DAYS = 7;

  /// Where IVS records channels to; stages have no folder in common.
  private static final String RECORDINGS = "ivs/v1/";

  /// Playlists, manifests and images are smaller: they stay readable, and lists look as before.
  private static final long LARGER_THAN = 128 * 1024L;

  BucketPlan plan() {
    var notes = new ArrayList<String>();
    var parts = List.of(policy(notes), cors(), lifecycle(notes));
    if (cdn.playbackBucket().filter(bucket::equals).isEmpty()) {
      notes.add("the CDN serves it once the stack is deployed with PlaybackBucket=" + bucket);
    }
    var ownership = ownership();
    if (ownership.equals("ObjectWriter")) {
      notes.add(
          "objects that another account wrote are not under this policy: set BucketOwnerEnforced or BucketOwnerPreferred");
    }
    if (isUnderKms()) {
      notes.add(
          "it is encrypted with a key of KMS: the key's policy must let cloudfront.amazonaws.com use kms:Decrypt, with the same SourceArn");
    }
    var events =
        s3.getBucketNotificationConfiguration(get -> get.bucket(bucket)).eventBridgeConfiguration();
    return new BucketPlan(bucket, distribution, parts, ownership, events != null, notes);
  }

  private Part policy(List<String> notes) {
    var text =
        unless("NoSuchBucketPolicy", () -> s3.getBucketPolicy(get -> get.bucket(bucket)).policy());
    var policy = text.map(known -> new BucketPolicy(bucket, known));
    var present = policy.orElseGet(() -> BucketPolicy.none(bucket));
    var region = target.region().id();
    var statements = new ArrayList<String>();
    var missing = new ArrayList<String>();
    var ofStages = recordsStages();
    if (ofStages && present.ofStages(region) instanceof Judgement.NotOpened) {
      statements.add(BucketPolicy.statementOfStages(bucket, region));
      missing.add("add IVS's own statement, without which stages are not recorded");
    }
    var keys =
        ofStages
            ? List.of(BucketPolicy.KEY_OF_CHANNELS, BucketPolicy.KEY_OF_STAGES)
            : List.of(BucketPolicy.KEY_OF_CHANNELS);
    switch (present.ofDistribution(distribution, keys)) {
      case Judgement.Open() -> {}
      case Judgement.NotOpened() -> {
        statements.add(BucketPolicy.statementOfDistribution(bucket, distribution));
        missing.add("add the statement that lets the CDN read");
      }
      case Judgement.Closed(var statement) ->
          missing.add("change the statement %s, which refuses the CDN".formatted(statement));
      case Judgement.MayBeClosed(var statement) ->
          notes.add("the statement %s of the policy may refuse the CDN".formatted(statement));
    }
    if (text.isEmpty()) {
      notes.add("it has no policy yet");
    }
    return new Part("policy", missing, merged(text, statements), put("policy", "policy"));
  }

  /// Whether a storage configuration of IVS names the bucket.
  private boolean recordsStages() {
    try (var realTime = target.ivsRealTime()) {
      return realTime.listStorageConfigurationsPaginator(list -> list.maxResults(100)).stream()
          .flatMap(page -> page.storageConfigurations().stream())
          .flatMap(summary -> Stream.ofNullable(summary.s3()))
          .anyMatch(s3 -> bucket.equals(s3.bucketName()));
    }
  }

  private JsonNode merged(Optional<String> text, List<String> more) {
    var policy =
        text.flatMap(JsonOutput::read)
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast)
            .map(ObjectNode::deepCopy)
            .orElseGet(() -> JsonOutput.object().put("Version", "2012-10-17"));
    var statements = JsonNodeFactory.instance.arrayNode();
    var present = policy.path("Statement");
    if (present.isArray()) {
      present.forEach(statements::add);
    } else if (present.isObject()) {
      statements.add(present);
    }
    more.forEach(statement -> JsonOutput.read(statement).ifPresent(statements::add));
    policy.set("Statement", statements);
    return policy;
  }

  private Part cors() {
    var rules =
        unless(
                "NoSuchCORSConfiguration",
                () -> s3.getBucketCors(get -> get.bucket(bucket)).corsRules())
            .orElseGet(List::of);
    var lacking =
        cdn.allowedOrigins().stream()
            .filter(origin -> rules.stream().noneMatch(rule -> lets(rule, origin)))
            .toList();
    var all = new ArrayList<>(rules);
    if (!lacking.isEmpty()) {
      all.add(
          CORSRule.builder()
              .allowedOrigins(lacking)
              .allowedMethods("GET", "HEAD")
              .allowedHeaders("range", "if-range")
              .exposeHeaders("Content-Range", "ETag")
              .maxAgeSeconds(600)
              .build());
    }
    return new Part(
        "cors",
        lacking.isEmpty() ? List.of() : List.of("add a rule for " + String.join(", ", lacking)),
        JsonOutput.object().set("CORSRules", json(all)),
        put("cors", "cors-configuration"));
  }

  private static boolean lets(CORSRule rule, String origin) {
    return rule.allowedOrigins().stream().anyMatch(p -> BucketPolicy.matches(p, origin))
        && rule.allowedMethods().containsAll(List.of("GET", "HEAD"))
        && Stream.of("range", "if-range")
            .allMatch(header ->
                rule.allowedHeaders().stream()
                    .anyMatch(p -> BucketPolicy.matches(p.toLowerCase(Locale.ROOT), header)));
  }

  private Part lifecycle(List<String> notes) {
    var present =
        unless(
            "NoSuchLifecycleConfiguration",
            () -> s3.getBucketLifecycleConfiguration(get -> get.bucket(bucket)));
    var rules = present.map(GetBucketLifecycleConfigurationResponse::rules).orElseGet(List::of);
    var aborts = rules.stream().anyMatch(BucketReading::abortsUploads);
    var all = new ArrayList<>(rules);
    if (!aborts) {
      all.add(
          LifecycleRule.builder()
              .id("AbortUploads")
              .status("Enabled")
              .filter(filter -> filter.prefix(""))
              .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(ABORT_AFTER_DAYS))
              .build());
    }
    var missing = new ArrayList<String>();
    if (!aborts) {
      missing.add(
          "add a rule that ends multipart uploads after %d days".formatted(ABORT_AFTER_DAYS));
    }
    if (archive) {
      if (rules.stream().noneMatch(BucketReading::archives)) {
        all.add(archiveRule());
        missing.add(
            "add a rule that moves segments to Glacier after %d days"
                .formatted(ArchiveState.AFTER_DAYS));
      }
      notes.add(
          "rows, playlists and images stay as they are; an archived recording plays again once its segments are restored");
      notes.add(
          "delete after 90 days by the stack's RecordingRetentionDays=90, which removes rows and objects together and keeps what is held; Glacier bills 90 days for each object, so 120 cost little more");
    }
    rules.stream()
        .filter(rule -> "Enabled".equals(rule.statusAsString()) && rule.expiration() != null)
        .forEach(rule ->
            notes.add(
                "the rule %s deletes objects by itself, whatever rows and holds say: let retention delete (docs/retention.md)"
                    .formatted(rule.id())));
    // What is left out of the call falls back to its default.
    var sizes =
        present
            .flatMap(
                known -> Optional.ofNullable(known.transitionDefaultMinimumObjectSizeAsString()))
            .map(size -> " --transition-default-minimum-object-size " + size)
            .orElse("");
    return new Part(
        "lifecycle",
        missing,
        JsonOutput.object().set("Rules", json(all)),
        put("lifecycle-configuration", "lifecycle-configuration", "lifecycle") + sizes);
  }

  private static LifecycleRule archiveRule() {
    return LifecycleRule.builder()
        .id("ArchiveSegments")
        .status("Enabled")
        .filter(filter ->
            filter.and(both -> both.prefix(RECORDINGS).objectSizeGreaterThan(LARGER_THAN)))
        .transitions(
            Transition.builder().days(ArchiveState.AFTER_DAYS).storageClass("GLACIER").build())
        .build();
  }

  private static boolean archives(LifecycleRule rule) {
    return "Enabled".equals(rule.statusAsString())
        && rule.transitions().stream()
            .anyMatch(transition -> "GLACIER".equals(transition.storageClassAsString()));
  }

  private static boolean abortsUploads(LifecycleRule rule) {
    return "Enabled".equals(rule.statusAsString())
        && rule.abortIncompleteMultipartUpload() != null
        && isOfAll(rule.filter());
  }

  /// A rule of a prefix, a tag or a size leaves the other uploads.
  private static boolean isOfAll(@Nullable LifecycleRuleFilter filter) {
    return filter == null
        || filter.equals(LifecycleRuleFilter.builder().build())
        || filter.equals(LifecycleRuleFilter.builder().prefix("").build());
  }

  private String ownership() {
    return unless(
            "OwnershipControlsNotFoundError",
            () -> s3.getBucketOwnershipControls(get -> get.bucket(bucket)))
        .flatMap(controls -> controls.ownershipControls().rules().stream().findFirst())
        .map(rule -> String.valueOf(rule.objectOwnershipAsString()))
        .orElse("ObjectWriter");
  }

  private boolean isUnderKms() {
    return unless(
            "ServerSideEncryptionConfigurationNotFoundError",
            () -> s3.getBucketEncryption(get -> get.bucket(bucket)))
        .stream()
        .flatMap(answer -> answer.serverSideEncryptionConfiguration().rules().stream())
        .flatMap(rule -> Stream.ofNullable(rule.applyServerSideEncryptionByDefault()))
        .anyMatch(byDefault -> byDefault.sseAlgorithmAsString().startsWith("aws:kms"));
  }

  private String put(String document, String option) {
    return put(document, option, document);
  }

  private String put(String document, String option, String file) {
    return calls.aws(
        "s3api put-bucket-%s --bucket %s --%s file://%s.json"
            .formatted(document, CommandHints.word(bucket), option, file));
  }

  /// Empty where S3 says that there is none.
  private static <T> Optional<T> unless(String none, Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (S3Exception trouble) {
      if (Optional.ofNullable(trouble.awsErrorDetails())
          .map(AwsErrorDetails::errorCode)
          .filter(none::equals)
          .isPresent()) {
        return Optional.empty();
      }
      throw trouble;
    }
  }

  private static ArrayNode json(Collection<?> values) {
    var array = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> array.add(json(value)));
    return array;
  }

  /// As the AWS CLI writes it.
  private static JsonNode json(Object value) {
    return switch (value) {
      case SdkPojo pojo -> {
        var object = JsonOutput.object();
        for (var field : pojo.sdkFields()) {
          Optional.ofNullable(field.getValueOrDefault(pojo))
              .filter(inner -> !(inner instanceof SdkAutoConstructList<?>))
              .ifPresent(inner -> object.set(field.memberName(), json(inner)));
        }
        yield object;
      }
      case Collection<?> list -> json(list);
      case Integer number -> JsonNodeFactory.instance.numberNode(number);
      case Long number -> JsonNodeFactory.instance.numberNode(number);
      case Boolean truth -> JsonNodeFactory.instance.booleanNode(truth);
      default -> JsonNodeFactory.instance.textNode(value.toString());
    };
  }
}
