/// Start and stop: data folder, temporary folders, timers.
package ivs.recordings.local.lifecycle;
