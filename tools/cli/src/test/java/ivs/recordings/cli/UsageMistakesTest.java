package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.testing.CommandLineRun;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A mistake in a command line gets one line that says what to do. A `*` stands for any text.
class UsageMistakesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                      | 2  | say which command; './recordings --help' lists them
          lst                                     | 2  | there is no command 'lst'; did you mean list* './recordings --help' lists them all
          profile lst --stack x                   | 2  | there is no command 'profile lst'; did you mean profile list* './recordings profile --help' lists them all
          profile                                 | 2  | say 'profile put', 'profile list' or 'profile remove'*
          bucket                                  | 2  | say 'bucket plan'; see './recordings bucket --help'
          bucket plan                             | 2  | 'bucket plan' needs --bucket NAME; see './recordings bucket plan --help'
          bucket plan --bucket s3://b             | 2  | --bucket takes the name of a bucket alone*
          list --bogus                            | 2  | 'list' has no option '--bogus'; see './recordings list --help'
          list --limt=5                           | 2  | 'list' has no option '--limt'; did you mean --limit? see './recordings list --help'
          list extra                              | 2  | 'list' takes no further argument: 'extra' is one too many; see './recordings list --help'
          list --limit                            | 2  | --limit wants a value, N; see './recordings list --help'
          list --limit many                       | 2  | --limit wants a whole number, not 'many'; see './recordings list --help'
          list --limit 0                          | 2  | --limit wants a number from 1 on, not 0
          list --limit 1 --limit 2                | 2  | give --limit only once; see './recordings list --help'
          list --json=maybe                       | 2  | --json takes no value; see './recordings list --help'
          list --status DONE                      | 2  | --status wants one of STARTED, FAILED, COMPLETED, not 'DONE'; see './recordings list --help'
          parked --waiting-for nonsense           | 2  | --waiting-for: 'nonsense' is neither a cause as 'parked' shows it, such as profile#…, stream#…, malformed#json, nor one of UNKNOWN_PROFILE,*; see './recordings parked --help'
          list --endpoint-url nonsense            | 2  | --endpoint-url wants an address such as http://127.0.0.1:4566, not 'nonsense'
          list --endpoint-url localhost:1         | 69 | nothing answers at http://localhost:1: start it with './recordings up' and wait until it says Ready, or name another with --endpoint-url
          list --endpoint-url http://a --stack b  | 2  | give either --endpoint-url or --stack, not both; see './recordings list --help'
          show                                    | 2  | 'show' needs ID; see './recordings show --help'
          send missing.json                       | 65 | missing.json can't be read: there is no such file
          audit                                   | 2  | 'audit' needs --since TIME; see './recordings audit --help'
          audit --since monday                    | 2  | --since: 'monday' is neither a time such as 2026-11-20T17:00:00Z nor a day such as 2026-11-20; see './recordings audit --help'
          replay --from 2026-01-02 --to 2026-01-01 | 2 | --from must be before --to*
          profile put --channel arn:aws:s3:::b --profile x | 2 | --channel: 'arn:aws:s3:::b' is not the ARN of an IVS channel or stage, such as arn:aws:ivs:us-west-2:123456789012:channel/AbCdef1G2hij; see './recordings profile put --help'
          release --event-id x                    | 2  | --event-id wants to know --waiting-for, too
          playback                                | 2  | playback wants the ID of a recording, or --stream ID
          playback x --stream y                   | 2  | playback wants the ID of a recording, or --stream ID
          playback --stream y --download          | 2  | a stream is no file; --download takes the id of a recording
          playback x --stack prod                 | 2  | --stack needs --token: a token of the identity provider that the stack's parameter JwtIssuer names
          playback x --token Bearer/a:b           | 2  | --token wants a token alone, without 'Bearer' and without blanks
          export                                  | 2  | 'export' needs ID; see './recordings export --help'
          export x --stack prod                   | 2  | --stack needs --token: a token of the identity provider that the stack's parameter JwtIssuer names
          playback ~                              | 2  | the id is blank
          upload x.mp4 --stack prod               | 2  | --stack needs --token: a token of the identity provider that the stack's parameter JwtIssuer names
          upload x.mp4                            | 2  | upload needs --subject PROFILE, whose recording it becomes, or --token
          upload x.mp4 --subject a --token b      | 2  | give either --subject or --token, not both: a token names its owner itself
          upload x.mp4 --room a --stream st-b     | 2  | give either --room or --stream, not both
          up --port 70000                         | 2  | --port wants a number from 0 to 65535, not 70000
          """)
  void aMistakeIsAnsweredInPlainWords(String line, int exitCode, String answer) {
    var arguments = line.isEmpty() ? new String[0] : line.split(" ");

    var run = CommandLineRun.in(Map.of("AWS_ENDPOINT_URL", "localhost:1"), "", arguments);

    assertThat(run.complaint())
        .matches("recordings: \\Q" + answer.replace("*", "\\E.*\\Q") + "\\E");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }
}
