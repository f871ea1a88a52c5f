package ivs.recordings.local.secrets;

import ivs.recordings.local.template.LocalNames;
import ivs.recordings.local.template.SecretDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// The secrets of the template, the key that signs the tokens of the local API, the key pair of the
/// local CDN, and those that functions make.
public final class LocalSecrets {
  private static final Pattern MADE =
      Pattern.compile(LocalNames.STACK + "-webhook-[A-Za-z0-9-]{1,64}");

  private final SecretStore store;
  private final Map<String, Supplier<String>> makers = new LinkedHashMap<>();

  public LocalSecrets(List<SecretDefinition> declared, SecretStore store) {
    this.store = store;
    declared.forEach(secret -> makers.put(secret.name(), secret::generate));
    makers.put(TokenKey.SECRET, TokenKey::made);
    makers.put(CdnKeyPair.SECRET, CdnKeyPair::made);
  }

  boolean knows(String name) {
    return find(name).isPresent();
  }

  /// A secret by its name.
  Optional<String> find(String name) {
    return makers.containsKey(name)
        ? Optional.ofNullable(makers.get(name)).map(maker -> store.get(name, maker))
        : Optional.of(name).filter(LocalSecrets::mayBeMade).flatMap(store::find);
  }

  /// Keeps a secret that a function makes or changes.
  ///
  /// @return whether it may be called so
  boolean put(String name, String secret) {
    if (!mayBeMade(name)) {
      return false;
    }
    store.put(name, secret);
    return true;
  }

  void remove(String name) {
    if (mayBeMade(name)) {
      store.remove(name);
    }
  }

  /// The name is that of a file.
  private static boolean mayBeMade(String name) {
    return MADE.matcher(name).matches();
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
