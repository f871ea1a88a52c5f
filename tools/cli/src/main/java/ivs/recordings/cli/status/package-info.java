/// What `status` checks: queues, metrics of the last hour, parked events and alarms.
package ivs.recordings.cli.status;
