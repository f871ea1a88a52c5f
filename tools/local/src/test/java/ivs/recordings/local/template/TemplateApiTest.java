package ivs.recordings.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The HTTP API of the template that is deployed, with openapi.yaml in it.
final class TemplateApiTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9]+)[.}]");

  private final Template template = ProjectTemplate.withApi();
  private final TemplateSection definition =
      template.properties("HttpApi").section("DefinitionBody");

  private Stream<TemplateSection> operations() {
    var paths = definition.section("paths");
    return paths.values().keySet().stream()
        .map(paths::section)
        .flatMap(path -> path.values().keySet().stream().map(path::section));
  }

  @Test
  void everyOperationIsAnsweredByThePublishedFunction() {
    assertThat(operations()).hasSizeGreaterThan(8);
    assertThat(operations().map(each -> each.section("x-amazon-apigateway-integration").values()))
        .containsOnly(
            Map.of(
                "type",
                "aws_proxy",
                "httpMethod",
                "POST",
                "payloadFormatVersion",
                "2.0",
                "uri",
                "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                    + "RecordingApiAliaslive/invocations"));
    var permission = template.properties("RecordingApiPermission");
    assertThat(permission.text("FunctionName")).isEqualTo("RecordingApiAliaslive");
    assertThat(permission.text("SourceArn"))
        .isEqualTo("arn:aws:execute-api:us-east-1:000000000000:HttpApi/*");
  }

  @Test
  void exactlyThePublicOperationsHaveNoAuthorizer() {
    // API Gateway ignores a requirement of the whole document: without its own, one is public.
    var secured = List.of(Map.of("caller", List.of()));
    assertThat(operations())
        .allMatch(operation ->
            operation.find("security").isPresent()
                && (operation.list("security").isEmpty()
                    || operation.list("security").equals(secured)));
    var open =
        operations()
            .filter(operation -> operation.list("security").isEmpty())
            .map(operation -> operation.text("operationId"));
    assertThat(open)
        .containsExactlyInAnyOrder(
            "listRecordedStreams",
            "listRecordedStreamsByOtherName",
            "getStreamRecording",
            "play",
            "getPage",
            "getPageFile",
            "getPageConfiguration");
    assertThat(
            definition
                .section("components")
                .section("securitySchemes")
                .section("caller")
                .section("x-amazon-apigateway-authorizer")
                .values())
        .isEqualTo(
            Map.of(
                "type",
                "jwt",
                "identitySource",
                "$request.header.Authorization",
                "jwtConfiguration",
                Map.of(
                    "issuer",
                    "https://issuer.example.com",
                    "audience",
                    List.of("ivs-recordings"))));
  }

  @Test
  void onlyTheOriginsThatAreGivenMayCallIt() {
    var cors = "x-amazon-apigateway-cors";
    assertThat(definition.values()).doesNotContainKey(cors);
    var given =
        Template.read(
            ProjectTemplate.FILE,
            Map.of(
                "JwtIssuer", "https://issuer.example.com",
                "AllowedOrigins", "https://a.example.com,http://127.0.0.1:8080"));

    assertThat(
            given
                .properties("HttpApi")
                .section("DefinitionBody")
                .section(cors)
                .texts("allowOrigins"))
        .containsExactly("https://a.example.com", "http://127.0.0.1:8080");
  }

  @Test
  void thePublicListHasAThrottleOfItsOwn() {
    var api = template.properties("HttpApi");
    var all = api.section("DefaultRouteSettings").number("ThrottlingRateLimit");

    for (var route : List.of("GET /streams/recordings", "GET /streams/recorded")) {
      assertThat(api.section("RouteSettings").section(route).number("ThrottlingRateLimit"))
          .isPositive()
          .isLessThan(all);
    }
  }

  /// Ids, search words, tokens and addresses of clients are in what is not logged.
  @Test
  void theAccessLogNamesTheRouteAndNothingOfTheRequest() {
    assertThat(template.properties("HttpApi").section("AccessLogSettings").text("Format"))
        .contains("$context.routeKey", "$context.status")
        .doesNotContain("path", "query", "header", "Ip", "claims", "userAgent");
  }

  @Test
  void theFunctionIsGivenEveryVariableItReads() {
    var function = template.function("RecordingApi");

    assertThat(function.handler()).isEqualTo("ivs.recordings.handler.api.RecordingApi");
    assertThat(function.environment())
        .containsAllEntriesOf(
            Map.of(
                "FIGURE_TABLE", "Figure",
                "PROFILE_CLAIM", "sub",
                "ROLE_CLAIM", "role",
                "DEFAULT_VISIBILITY", "PRIVATE",
                "CURSOR_SECRET",
                    "arn:aws:secretsmanager:us-east-1:000000000000:secret:RecordingApiKey",
                "PUBLIC_URL", "",
                "SERVED_BUCKETS", "media-bucket",
                "CDN_KEY_SECRET", "",
                "JWT_ISSUER", "https://issuer.example.com",
                "JWT_CLIENT_ID", ""));
    assertThat(template.properties("RecordingApi").text("VersionDescription"))
        .endsWith(", RecordingApiSettings");
    for (var parameter : List.of("ProfileClaim", "RoleClaim", "DefaultVisibility")) {
      var changed =
          Template.read(
              ProjectTemplate.FILE,
              Map.of("JwtIssuer", "https://issuer.example.com", parameter, "PUBLIC"));
      assertThat(changed.properties("RecordingApi").text("VersionDescription"))
          .as(parameter)
          .isNotEqualTo(template.properties("RecordingApi").text("VersionDescription"));
    }
    // A change of what is too long for a description is another version of the settings.
    var settings = template.properties("RecordingApiSettings").text("Content");
    for (var given :
        Map.of(
                "PublicUrl", "https://cdn.example.com",
                "PlaybackBucket", "bucket",
                "CdnKeySecret", "arn:aws:secretsmanager:us-east-1:000000000000:secret:cdn",
                "JwtClientId", "page")
            .entrySet()) {
      var changed =
          Template.read(
              ProjectTemplate.FILE,
              Map.of("JwtIssuer", "https://issuer.example.com", given.getKey(), given.getValue()));
      assertThat(changed.properties("RecordingApiSettings").text("Content"))
          .contains(given.getValue())
          .isNotEqualTo(settings);
      assertThat(changed.function("RecordingApi").environment().values())
          .anyMatch(value -> value.endsWith(given.getValue()));
    }
    assertThat(template.outputs())
        .containsEntry("RecordingApiUrl", "https://HttpApi.execute-api.us-east-1.amazonaws.com");
  }

  @Test
  void withoutAnIssuerThereIsNoApi() {
    var document = TemplateYaml.read(ProjectTemplate.FILE).section("Resources");
    var wanted = new TreeSet<String>();
    for (var id : document.values().keySet()) {
      if (document.section(id).find("Condition").filter("ApiWanted"::equals).isPresent()) {
        wanted.add(id);
      }
    }

    assertThat(wanted)
        .containsExactly(
            "ApiErrorsAlarm",
            "ApiSlowAlarm",
            "HttpApi",
            "HttpApiLogGroup",
            "MediaBucket",
            "MediaBucketPolicy",
            "RecordingApi",
            "RecordingApiDashboard",
            "RecordingApiKey",
            "RecordingApiLogGroup",
            "RecordingApiPermission",
            "RecordingApiRole",
            "RecordingApiSettings",
            "RecordingApiSettingsApplication",
            "RecordingApiSettingsProfile",
            "UploadRule");
    assertThat(ProjectTemplate.asDeployed().outputs()).doesNotContainKey("RecordingApiUrl");
  }

  @Test
  void noResourceWaitsForItself() {
    var document = TemplateYaml.read(ProjectTemplate.FILE).section("Resources");
    var needs = new TreeMap<String, Set<String>>();
    for (var id : document.values().keySet()) {
      var names = named(document.value(id));
      if (id.equals("HttpApi")) {
        names.addAll(
            named(TemplateYaml.read(ProjectTemplate.ROOT.resolve("openapi.yaml")).values()));
      }
      needs.put(
          id,
          names.stream()
              .map(name -> name.replaceFirst("Aliaslive$", ""))
              .filter(name -> document.find(name).isPresent())
              .collect(Collectors.toSet()));
    }

    assertThat(needs.get("HttpApi")).contains("RecordingApi");
    for (var id : needs.keySet()) {
      var reached = new HashSet<String>();
      var open = new ArrayDeque<>(needs.get(id));
      while (!open.isEmpty()) {
        var next = open.pop();
        if (reached.add(next)) {
          open.addAll(needs.get(next));
        }
      }
      assertThat(reached).as(id).doesNotContain(id);
    }
  }

  /// The names that Ref, GetAtt, Sub and DependsOn hold, in the long form.
  private static Set<String> named(Object value) {
    var names = new TreeSet<String>();
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((key, inner) -> {
            switch (String.valueOf(key)) {
              case "Ref", "DependsOn" -> names.add(String.valueOf(inner));
              case "Fn::GetAtt" ->
                  names.add(String.valueOf(inner).replaceFirst("[.,].*", "").replace("[", ""));
              case "Fn::Sub" ->
                  PLACEHOLDER
                      .matcher(String.valueOf(inner))
                      .results()
                      .forEach(found -> names.add(found.group(1)));
              default -> {}
            }
            names.addAll(named(inner));
          });
      case List<?> list -> list.forEach(inner -> names.addAll(named(inner)));
      case null, default -> {}
    }
    return names;
  }
}
