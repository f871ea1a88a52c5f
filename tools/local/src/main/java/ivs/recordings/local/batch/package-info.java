/// AWS Batch as far as media jobs need it; [LocalBatch] is the entry point.
package ivs.recordings.local.batch;
