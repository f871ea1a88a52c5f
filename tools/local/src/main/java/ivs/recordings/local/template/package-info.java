/// template.yaml, read as CloudFormation reads it, as far as the system needs it.
package ivs.recordings.local.template;
