package ivs.recordings.local.secrets;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;

/// What signs the tokens of the local API. On AWS that is the identity provider's.
///
/// @param key an RSA key pair, whose id is its thumbprint
public record TokenKey(RSAKey key) {
  /// What Secrets Manager calls it here.
  public static final String SECRET = "LocalTokenKey";

  private static final int BITS = 2048;

  static String made() {
    try {
      return new RSAKeyGenerator(BITS)
          .algorithm(JWSAlgorithm.RS256)
          .keyUse(KeyUse.SIGNATURE)
          .keyIDFromThumbprint(true)
          .generate()
          .toJSONString();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("every JVM has RSA", impossible);
    }
  }

  /// Reads a key pair.
  ///
  /// @param json a JSON Web Key, as Secrets Manager gives it
  /// @throws IllegalArgumentException if it is none
  public static TokenKey of(String json) {
    try {
      return new TokenKey(RSAKey.parse(json));
    } catch (ParseException | IllegalStateException unfit) {
      throw new IllegalArgumentException("it is no RSA key", unfit);
    }
  }

  /// The public half, as a JSON Web Key Set.
  public JWKSet published() {
    return new JWKSet(key.toPublicJWK());
  }

  /// The token with these claims.
  public String sign(JWTClaimsSet claims) {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(JOSEObjectType.JWT)
            .keyID(key.getKeyID())
            .build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException unfit) {
      throw new IllegalArgumentException("the key can't sign", unfit);
    }
    return token.serialize();
  }
}
