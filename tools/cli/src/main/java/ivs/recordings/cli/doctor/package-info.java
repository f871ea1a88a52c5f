/// What `doctor` checks: rules, queue, archive, recording configurations and channels.
package ivs.recordings.cli.doctor;
