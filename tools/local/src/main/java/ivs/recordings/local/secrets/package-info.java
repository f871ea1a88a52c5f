/// What is kept secret on this machine: the entry point is [SecretsManagerApi].
package ivs.recordings.local.secrets;
