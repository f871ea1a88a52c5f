package ivs.recordings.model.library;

import java.util.Optional;

/// What people say of a stream; no event changes any of it.
///
/// @param thumbnail a poster of one of its recordings, or the key of an object of the stream
/// @param visibility empty where the stack's default holds
public record StreamDescription(
    Optional<String> title,
    Optional<String> description,
    Optional<String> categoryId,
    Optional<String> thumbnail,
    Optional<Visibility> visibility) {}
