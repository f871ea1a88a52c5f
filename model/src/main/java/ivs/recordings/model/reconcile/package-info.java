/// What is compared with S3 and IVS: [Reconciliation] finds lost events, [Audit] judges a recording
/// by its row and its files.
package ivs.recordings.model.reconcile;
