/// Compares rows with the manifests in S3. [ivs.recordings.cli.audit.AuditRun] gathers and judges.
package ivs.recordings.cli.audit;
