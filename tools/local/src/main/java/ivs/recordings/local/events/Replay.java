package ivs.recordings.local.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.template.LocalNames;
import ivs.recordings.local.template.RuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// Sends the archived events of some time to some rules again. Each carries the replay's name and a
/// new id, and no archive keeps it.
final class Replay {
  private static final Logger LOG = LogManager.getLogger(Replay.class);

  private final Request request;
  private final EventArchive archive;
  private final EventDelivery delivery;
  private final Clock clock;
  private Standing standing;

  /// What was asked for.
  ///
  /// @param filterArns the ARNs of the rules that get the events; all rules if there are none
  record Request(
      String name,
      Optional<String> description,
      Instant from,
      Instant to,
      String busArn,
      Set<String> filterArns) {
    String arn() {
      return LocalNames.regional("events", "replay/" + name);
    }
  }

  enum State {
    STARTING,
    RUNNING,
    CANCELLING,
    CANCELLED,
    COMPLETED,
    FAILED;

    boolean isOver() {
      return switch (this) {
        case STARTING, RUNNING, CANCELLING -> false;
        case CANCELLED, COMPLETED, FAILED -> true;
      };
    }
  }

  /// How far it has come.
  ///
  /// @param reached when the last event that was sent again had happened
  record Standing(
      State state,
      Optional<String> reason,
      Instant started,
      Optional<Instant> reached,
      Optional<Instant> ended) {
    Standing in(State next) {
      return new Standing(next, reason, started, reached, ended);
    }

    Standing reached(Instant time) {
      return new Standing(state, reason, started, Optional.of(time), ended);
    }

    Standing over(State end, Optional<String> why, Instant now) {
      return new Standing(end, why, started, reached, Optional.of(now));
    }
  }

  Replay(Request request, EventArchive archive, EventDelivery delivery, Clock clock) {
    this.request = request;
    this.archive = archive;
    this.delivery = delivery;
    this.clock = clock;
    this.standing =
        new Standing(
            State.STARTING, Optional.empty(), clock.instant(), Optional.empty(), Optional.empty());
  }

  Request request() {
    return request;
  }

  EventArchive archive() {
    return archive;
  }

  synchronized Standing standing() {
    return standing;
  }

  /// How it stood before.
  private synchronized Standing change(UnaryOperator<Standing> next) {
    var before = standing;
    standing = next.apply(before);
    return before;
  }

  /// Whether there was anything left to cancel.
  boolean cancel() {
    return switch (change(Replay::cancelled).state()) {
      case STARTING, RUNNING -> true;
      case CANCELLING, CANCELLED, COMPLETED, FAILED -> false;
    };
  }

  private static Standing cancelled(Standing now) {
    return now.state().isOver() ? now : now.in(State.CANCELLING);
  }

  void run() {
    try {
      change(now -> now.state() == State.STARTING ? now.in(State.RUNNING) : now);
      for (var event : archive.events().between(request.from(), request.to())) {
        if (standing().state() == State.CANCELLING) {
          break;
        }
        var time = ArchivedEvents.timeOf(event);
        delivery.deliver(again(event), this::isChosen);
        change(now -> now.reached(time));
      }
      change(now ->
          now.over(
              now.state() == State.CANCELLING ? State.CANCELLED : State.COMPLETED,
              Optional.empty(),
              clock.instant()));
    } catch (Exception broken) {
      LOG.error("replay {} ends early", request.name(), broken);
      change(now -> now.over(State.FAILED, Optional.of(broken.toString()), clock.instant()));
    }
  }

  private String again(ObjectNode event) {
    return event
        .put("id", UUID.randomUUID().toString())
        .put("replay-name", request.name())
        .toString();
  }

  private boolean isChosen(RuleDefinition rule) {
    return request.filterArns().isEmpty() || request.filterArns().contains(rule.arn());
  }
}
