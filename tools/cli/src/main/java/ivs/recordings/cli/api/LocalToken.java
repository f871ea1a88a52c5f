package ivs.recordings.cli.api;

import com.nimbusds.jwt.JWTClaimsSet;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.local.secrets.TokenKey;
import ivs.recordings.model.recording.ProfileId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/// A token for the HTTP API of the embedded system, signed as its identity provider would.
public record LocalToken(String text, Instant until) {
  /// The role that sees every profile's recordings.
  public static final String OPERATOR = "operator";

  public static LocalToken sign(
      Target target, ProfileId subject, Optional<String> role, Duration valid) {
    var stack = target.description();
    var now = Instant.now();
    var until = now.truncatedTo(ChronoUnit.SECONDS).plus(valid);
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(stack.parameter("JwtIssuer"))
            .audience(stack.parameter("JwtAudience"))
            .subject(subject.value())
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(until))
            .jwtID(UUID.randomUUID().toString())
            .claim(stack.parameter("ProfileClaim"), subject.value());
    role.ifPresent(value -> claims.claim(stack.parameter("RoleClaim"), value));
    return new LocalToken(key(target).sign(claims.build()), until);
  }

  private static TokenKey key(Target target) {
    try (var secrets = target.secretsManager()) {
      return TokenKey.of(
          secrets.getSecretValue(get -> get.secretId(TokenKey.SECRET)).secretString());
    }
  }
}
