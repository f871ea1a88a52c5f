/// The function on the HTTP clients that were not chosen. Here, because a client is given to it by
/// a constructor that only its package sees.
package ivs.recordings.handler;
