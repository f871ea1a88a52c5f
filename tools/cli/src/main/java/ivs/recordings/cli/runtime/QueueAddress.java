package ivs.recordings.cli.runtime;

/// A queue by all its names.
///
/// @param name its logical id in template.yaml
public record QueueAddress(String name, String url, String arn) {}
