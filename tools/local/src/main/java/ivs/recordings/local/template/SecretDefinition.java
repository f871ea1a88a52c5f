package ivs.recordings.local.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/// A secret that Secrets Manager makes up.
///
/// @param name what it is called here
/// @param length how many characters are made up
/// @param punctuation whether there are others than letters and digits among them
/// @param inJson where they belong; without it they are the whole secret
public record SecretDefinition(
    String name, int length, boolean punctuation, Optional<InJson> inJson) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS_AND_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  private static final Set<String> UNDERSTOOD =
      Set.of("PasswordLength", "ExcludePunctuation", "SecretStringTemplate", "GenerateStringKey");
  private static final int DEFAULT_LENGTH = 32;

  /// A JSON object that gets the characters as one more field.
  ///
  /// @param template the object as JSON text
  /// @param key the field's name
  public record InJson(String template, String key) {}

  static SecretDefinition of(String name, TemplateSection properties) {
    var generated = properties.section("GenerateSecretString");
    if (!UNDERSTOOD.containsAll(generated.values().keySet())) {
      throw new InvalidTemplateException(
          "%s may only hold %s here, not %s"
              .formatted(generated.at(), UNDERSTOOD, generated.values().keySet()));
    }
    return new SecretDefinition(
        name,
        generated.find("PasswordLength").isPresent()
            ? generated.number("PasswordLength")
            : DEFAULT_LENGTH,
        generated.find("ExcludePunctuation").isEmpty()
            || generated.text("ExcludePunctuation").equals("false"),
        generated
            .find("GenerateStringKey")
            .map(_ ->
                new InJson(
                    generated.text("SecretStringTemplate"), generated.text("GenerateStringKey"))));
  }

  /// A value that nothing can guess.
  public String generate() {
    var from = punctuation ? LETTERS_AND_DIGITS + PUNCTUATION : LETTERS_AND_DIGITS;
    var made = new StringBuilder();
    RANDOM.ints(length, 0, from.length()).forEach(index -> made.append(from.charAt(index)));
    return inJson.map(place -> put(place, made.toString())).orElse(made.toString());
  }

  private static String put(InJson place, String made) {
    try {
      if (JSON.readTree(place.template()) instanceof ObjectNode object) {
        return object.put(place.key(), made).toString();
      }
    } catch (JsonProcessingException notJson) {
      // Refused below, like any other text that is no object.
    }
    throw new InvalidTemplateException("SecretStringTemplate must be a JSON object");
  }
}
