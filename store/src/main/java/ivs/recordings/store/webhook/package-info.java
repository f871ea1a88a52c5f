/// The endpoints that are notified, and the log of their deliveries.
package ivs.recordings.store.webhook;
