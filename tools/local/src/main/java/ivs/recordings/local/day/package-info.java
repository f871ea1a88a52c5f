/// The scripted day: traffic and faults of a whole day on a clock that is moved by hand.
package ivs.recordings.local.day;
