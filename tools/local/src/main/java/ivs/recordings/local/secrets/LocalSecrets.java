package ivs.recordings.local.secrets;

import ivs.recordings.local.template.SecretDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The secrets of the template, the key that signs the tokens of the local API, and the key pair of
/// the local CDN.
public final class LocalSecrets {
  private final SecretStore store;
  private final Map<String, Supplier<String>> makers = new LinkedHashMap<>();

  public LocalSecrets(List<SecretDefinition> declared, SecretStore store) {
    this.store = store;
    declared.forEach(secret -> makers.put(secret.name(), secret::generate));
    makers.put(TokenKey.SECRET, TokenKey::made);
    makers.put(CdnKeyPair.SECRET, CdnKeyPair::made);
  }

  boolean knows(String name) {
    return makers.containsKey(name);
  }

  /// A secret by its name.
  Optional<String> find(String name) {
    return Optional.ofNullable(makers.get(name)).map(maker -> store.get(name, maker));
  }

  /// It is made when it is first needed, because that takes a while.
  public TokenKey tokenKey() {
    return TokenKey.of(store.get(TokenKey.SECRET, TokenKey::made));
  }

  /// It is made when it is first needed.
  public CdnKeyPair cdnKeyPair() {
    return CdnKeyPair.of(store.get(CdnKeyPair.SECRET, CdnKeyPair::made));
  }
}
