package ivs.recordings.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What a bucket of IVS lacks so that the CDN can serve it. The bucket is the customer's: it is
/// only read here, and each document holds all that is there already, because S3 replaces the
/// whole.
///
/// @param parts its documents
/// @param notes what a person should look at
public record BucketPlan(
    String bucket,
    String distribution,
    List<Part> parts,
    String ownership,
    boolean sendsEvents,
    List<String> notes) {
  /// One document of the bucket.
  ///
  /// @param missing what is added, in words; empty where nothing is
  /// @param document with what is added
  /// @param command of the AWS CLI that writes it from a file
  public record Part(String name, List<String> missing, JsonNode document, String command) {}

  /// Reads the bucket.
  ///
  /// @param archive whether its recordings are to be archived
  /// @throws CommandException where there is nothing to plan for
  public static BucketPlan of(Target target, CommandHints calls, String bucket, boolean archive) {
    var cdn = target.cdn();
    var distribution =
        cdn.distribution()
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.ELSEWHERE,
                    "%s has no distribution: deploy it with CdnEnabled=true first (docs/playback.md)"
                        .formatted(target.stackName().orElse("the embedded system"))));
    if (cdn.mediaBucket().filter(bucket::equals).isPresent()) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s is the stack's own bucket, whose policy the template sets: name a bucket of IVS"
              .formatted(bucket));
    }
    try (var s3 = target.s3()) {
      isThere(s3, bucket, target.region().id());
      return new BucketReading(target, calls, s3, bucket, distribution, cdn, archive).plan();
    }
  }

  private static void isThere(S3Client s3, String bucket, String region) {
    try {
      var place = Optional.ofNullable(s3.headBucket(head -> head.bucket(bucket)).bucketRegion());
      place
          .filter(known -> !known.equals(region))
          .ifPresent(known -> {
            throw elsewhere(bucket, "is in " + known, region);
          });
    } catch (S3Exception trouble) {
      throw switch (trouble.statusCode()) {
        case 404 ->
            new CommandException(
                ExitCode.NOT_FOUND,
                "there is no bucket %s: check the name and the account".formatted(bucket),
                trouble);
        case 301 -> elsewhere(bucket, "is in another region", region);
        case 403 ->
            new CommandException(
                ExitCode.REFUSED,
                "no permission for s3:ListBucket on %s: ask for it, or use the keys of its account"
                    .formatted(bucket),
                trouble);
        default -> trouble;
      };
    }
  }

  private static CommandException elsewhere(String bucket, String where, String region) {
    return new CommandException(
        ExitCode.ELSEWHERE,
        "the bucket %s %s, and the stack in %s: the CDN serves buckets of the stack's region"
            .formatted(bucket, where, region));
  }

  public boolean isComplete() {
    return parts.stream().allMatch(part -> part.missing().isEmpty());
  }

  /// What is added, in words.
  List<String> missing(String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name))
        .flatMap(part -> part.missing().stream())
        .toList();
  }

  /// For programs.
  public ObjectNode json() {
    var json = JsonOutput.object().put("bucket", bucket).put("distribution", distribution);
    for (var part : parts) {
      var one = json.putObject(part.name());
      part.missing().forEach(one.putArray("missing")::add);
      one.set("document", part.document());
      one.put("command", part.command());
    }
    json.put("ownership", ownership).put("eventBridge", sendsEvents);
    notes.forEach(json.putArray("notes")::add);
    return json;
  }

  /// For people.
  public void say(Shell shell) {
    shell.out().printf("bucket %s, read by %s%n", bucket, distribution);
    for (var part : parts) {
      if (part.missing().isEmpty()) {
        shell.out().printf("%s: nothing to add%n", part.name());
      } else {
        shell.out().printf("%s: %s%n", part.name(), String.join("; ", part.missing()));
        shell.out().println(JsonOutput.text(part.document()));
        shell.out().printf("save this as %s.json, then: %s%n", part.name(), part.command());
      }
    }
    shell.out().printf("ownership: %s%n", ownership);
    shell
        .out()
        .printf("EventBridge: %s; recordings of IVS need none of it%n", sendsEvents ? "on" : "off");
    notes.forEach(note -> shell.out().println("note: " + note));
  }
}
