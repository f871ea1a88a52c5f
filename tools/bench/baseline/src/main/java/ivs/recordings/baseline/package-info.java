/// What one writes first: the SDK as it comes, a POJO for the event, read, then write. It is here
/// to be measured beside the real thing, and does the same for the events of an ordered world.
package ivs.recordings.baseline;
