/// Requests and answers of the HTTP API: what every group of routes needs.
package ivs.recordings.handler.api.http;
