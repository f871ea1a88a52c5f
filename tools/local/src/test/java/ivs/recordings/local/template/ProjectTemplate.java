package ivs.recordings.local.template;

import java.nio.file.Path;
import java.util.Map;

/// The template that is deployed, and the test events beside it.
public final class ProjectTemplate {
  public static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));
  public static final Path FILE = ROOT.resolve("template.yaml");
  public static final Path TEST_EVENTS = ROOT.resolve("test-events");

  private ProjectTemplate() {}

  public static Template asDeployed() {
    return Template.read(FILE, Map.of());
  }

  /// With the HTTP API, which is there where an issuer of tokens is given.
  public static Template withApi() {
    return with("JwtIssuer", "https://issuer.example.com");
  }

  /// With the API, a CDN in front of it and a bucket of IVS.
  public static Template withCdn() {
    return Template.read(
        FILE,
        Map.of(
            "JwtIssuer", "https://issuer.example.com",
            "CdnEnabled", "true",
            "CdnPublicKey", "-----BEGIN PUBLIC KEY-----\nMFkw\nEwYH==\n-----END PUBLIC KEY-----",
            "PlaybackBucket", "ivs.recordings",
            "AllowedOrigins", "https://a.example.com,http://127.0.0.1:8080"));
  }

  /// With the API, two buckets of IVS and media jobs.
  public static Template withMediaJobs() {
    return Template.read(
        FILE,
        Map.of(
            "JwtIssuer", "https://issuer.example.com",
            "RecordingBuckets", "first-bucket,second.bucket",
            "MediaImage", "registry.example.com/media:1",
            "MediaSubnets", "subnet-1,subnet-2",
            "MediaSecurityGroups", "sg-1"));
  }

  public static Template with(String parameter, String value) {
    return Template.read(FILE, Map.of(parameter, value));
  }
}
