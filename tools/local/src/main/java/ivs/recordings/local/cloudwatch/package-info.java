/// Metrics and alarms: the embedded CloudWatch.
package ivs.recordings.local.cloudwatch;
