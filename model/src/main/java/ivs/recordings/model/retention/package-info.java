/// How long recordings are kept, and what the deletion of one removes; [RetentionPolicy], [Due] and
/// [Deletion] are the entry points.
package ivs.recordings.model.retention;
