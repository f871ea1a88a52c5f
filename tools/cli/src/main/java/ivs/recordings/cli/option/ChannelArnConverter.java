package ivs.recordings.cli.option;

import ivs.recordings.model.event.SourceArn;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// An ARN that a person typed. Events are taken as they come, but a mistyped link would let every
/// event of the real channel wait for ever.
public final class ChannelArnConverter implements ITypeConverter<SourceArn> {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "arn:aws[a-z-]*:ivs:[a-z0-9-]+:[0-9]{12}:(channel|stage)/[A-Za-z0-9_-]+|upload:user/\\S+");

  @Override
  public SourceArn convert(String value) {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new TypeConversionException(
          "'%s' is not the ARN of an IVS channel or stage, such as arn:aws:ivs:us-west-2:123456789012:channel/AbCdef1G2hij"
              .formatted(value));
    }
    return new SourceArn(value);
  }
}
