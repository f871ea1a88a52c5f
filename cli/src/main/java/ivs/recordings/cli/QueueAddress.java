package ivs.recordings.cli;

/// A queue by all its names.
///
/// @param name its logical id in template.yaml
record QueueAddress(String name, String url, String arn) {}
