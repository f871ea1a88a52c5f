/// Parked events: what they wait for, how they are shown and released.
package ivs.recordings.cli.parking;
