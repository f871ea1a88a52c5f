/// What CloudFormation would report of the stack that the embedded system stands for.
package ivs.recordings.local.cloudformation;
