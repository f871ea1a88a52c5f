/// s3proxy behind the gateway.
package ivs.recordings.local.s3;
