/// What `doctor` checks: rules, queue, archive, recording configurations, channels and stages.
package ivs.recordings.cli.doctor;
