/// The event bus: rules, delivery, archive and replay.
package ivs.recordings.local.events;
