/// DynamoDB Local with the tables of template.yaml.
package ivs.recordings.local.dynamodb;
