/// The rules of a stream session: [StreamSession] joins what stream events reported.
package ivs.recordings.model.session;
