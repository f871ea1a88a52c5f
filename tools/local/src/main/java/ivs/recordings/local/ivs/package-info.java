/// The IVS API as far as the reconciler calls it.
package ivs.recordings.local.ivs;
