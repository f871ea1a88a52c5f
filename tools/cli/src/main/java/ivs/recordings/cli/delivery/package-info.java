/// Sending events to EventBridge and moving dead letters back to the queue.
package ivs.recordings.cli.delivery;
