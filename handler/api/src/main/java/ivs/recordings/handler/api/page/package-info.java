/// The page, from the class path.
package ivs.recordings.handler.api.page;
