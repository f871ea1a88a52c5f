/// What the reconciler asks of S3 and of the IVS API, within a budget of calls.
package ivs.recordings.handler.reconciler.aws;
