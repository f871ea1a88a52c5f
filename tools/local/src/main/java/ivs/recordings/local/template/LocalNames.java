package ivs.recordings.local.template;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/// What a resource is called in the embedded system. CloudFormation would give it a random suffix;
/// here a table is its logical id without `Table`, a bucket its logical id in small letters, such
/// as `media-bucket`, and everything else its logical id.
public record LocalNames(Map<String, String> types, URI endpoint) {
  public static final String REGION = "us-east-1";
  public static final String ACCOUNT = "000000000000";
  public static final String STACK = "local";

  boolean knows(String id) {
    return types.containsKey(id);
  }

  /// What `!Ref` gives.
  String ref(String id) {
    return switch (type(id)) {
      case "AWS::SQS::Queue" -> endpoint.resolve("/" + ACCOUNT + "/" + id).toString();
      case "AWS::SecretsManager::Secret" -> regional("secretsmanager", "secret:" + name(id));
      default -> name(id);
    };
  }

  /// What `!GetAtt` gives.
  String attribute(String at, String id, String attribute) {
    return switch (attribute) {
      case "Arn" -> arn(at, id);
      case "QueueName" -> name(id);
      case "QueueUrl" -> ref(id);
      case "StreamArn" -> streamArn(name(id));
      case "RegionalDomainName" -> "%s.s3.%s.amazonaws.com".formatted(name(id), REGION);
      case "DomainName", "FunctionARN", "Id" -> name(id);
      default ->
          throw new InvalidTemplateException(
              "%s asks for %s.%s, which has no local meaning".formatted(at, id, attribute));
    };
  }

  String name(String id) {
    return switch (type(id)) {
      case "AWS::DynamoDB::Table" -> id.replaceFirst("(?<=.)Table$", "");
      case "AWS::S3::Bucket" -> id.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
      default -> id;
    };
  }

  private String arn(String at, String id) {
    return switch (type(id)) {
      case "AWS::SQS::Queue" -> regional("sqs", name(id));
      case "AWS::DynamoDB::Table" -> regional("dynamodb", "table/" + name(id));
      case "AWS::Events::Rule" -> regional("events", "rule/" + name(id));
      case "AWS::Events::EventBus" -> RuleDefinition.busArn(name(id));
      case "AWS::Events::Archive" -> regional("events", "archive/" + name(id));
      case "AWS::Logs::LogGroup" -> regional("logs", "log-group:" + name(id) + ":*");
      case "AWS::S3::Bucket" -> "arn:aws:s3:::" + name(id);
      case "AWS::Serverless::Function" -> regional("lambda", "function:" + name(id));
      case "AWS::CloudWatch::Alarm" -> regional("cloudwatch", "alarm:" + name(id));
      case "AWS::IAM::Role" -> "arn:aws:iam::%s:role/%s".formatted(ACCOUNT, name(id));
      default ->
          throw new InvalidTemplateException(
              "%s asks for the ARN of %s, but a %s has none here".formatted(at, id, type(id)));
    };
  }

  /// The template's name of a table's stream; DynamoDB Local gives it another.
  static String streamArn(String table) {
    return regional("dynamodb", "table/%s/stream/local".formatted(table));
  }

  /// What belongs to a service in the one region, such as `rule/IVSStreamStateRule` to `events`.
  public static String regional(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, REGION, ACCOUNT, resource);
  }

  private String type(String id) {
    return types.getOrDefault(id, "");
  }
}
