package ivs.recordings.cli;

import ivs.recordings.model.ParkingCause;
import ivs.recordings.model.SourceArn;
import ivs.recordings.store.ParkedEventTable;

/// Lets parked events in again.
///
/// Each is sent to the queue as it came and only then removed. A crash in between sends it twice,
/// which changes nothing, and never loses it.
///
/// @param released how many events were sent
record Release(int released) {
  static Release ofProfile(SourceArn sourceArn, ParkedEventTable parked, Target target) {
    var waiting = parked.waitingFor(ParkingCause.waitingForProfile(sourceArn));
    if (waiting.isEmpty()) {
      return new Release(0);
    }
    try (var sqs = target.sqs()) {
      var queue = target.recordingEventsUrl(sqs);
      for (var event : waiting) {
        sqs.sendMessage(message -> message.queueUrl(queue).messageBody(event.event()));
        parked.remove(event);
      }
    }
    return new Release(waiting.size());
  }
}
