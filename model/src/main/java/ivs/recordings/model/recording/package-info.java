/// The rules of a recording: [EventRules] decides what an event asks of a row, [Recording] joins
/// what events reported, [ParkingCause] says why an event cannot be processed yet.
package ivs.recordings.model.recording;
