/// The one port that all AWS clients call.
package ivs.recordings.local.gateway;
