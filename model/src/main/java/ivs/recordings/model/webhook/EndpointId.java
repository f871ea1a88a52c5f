package ivs.recordings.model.webhook;

import ivs.recordings.model.event.SafeText;

/// Which endpoint it is, such as `we-0b0f6d3c-…`.
public record EndpointId(String value) {
  private static final int LONGEST = 64;

  public EndpointId {
    SafeText.id("endpoint id", value, LONGEST);
  }
}
