package ivs.recordings.handler.ingest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Mutates valid messages at random, and a little: messages that are mutated much are all alike.
record Mutation(Random random) {
  private static final Pattern VALUE =
      Pattern.compile("\"[^\"]*\"(?=[,}\\]])|[0-9]+(?=[,}])|\\[[^\\[\\]]*]");

  private static final List<String> VALUES =
      """
      null true {} [] [null] [[]] "" 0 -0 -1 1e400 1e9999999999 1.5 7e4 99999999999999999999 "../x" "a#b" \
      "\\ud800" "\\u0000" "\\r\\n" "\\u001b[2J" "${jndi:ldap://x}" "\u0430" "9999-12-31" \
      "2026-11-02T09:05:11Z" "st-b"\
      """
          .transform(values -> Pattern.compile(" ").splitAsStream(values).toList());

  private static final String SIGNS =
      "\"\\{}[],:/.#e-\u0000\u001b\r\n\u202e\u2028\ufeff\u00e9\ud83d\ude00";

  String next() {
    var text = any(PoisonCorpus.sound());
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      text = mutated(text);
    }
    // As bytes of UTF-8 a text has no half of a pair.
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private String mutated(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + 1 + random.nextInt(24));
    return switch (random.nextInt(8)) {
      case 0 -> text.substring(0, from);
      case 1 -> text.substring(0, from) + text.substring(to);
      case 2 -> text.substring(0, to) + text.substring(from);
      case 3 -> text.substring(0, from) + sign() + text.substring(from);
      case 4 -> text.substring(0, from) + (char) (32 + random.nextInt(95)) + text.substring(to);
      default -> withAnotherValue(text);
    };
  }

  private String withAnotherValue(String text) {
    var values = VALUE.matcher(text).results().toList();
    if (values.isEmpty()) {
      return text;
    }
    var value = any(values);
    return text.substring(0, value.start()) + any(VALUES) + text.substring(value.end());
  }

  private char sign() {
    return SIGNS.charAt(random.nextInt(SIGNS.length()));
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
