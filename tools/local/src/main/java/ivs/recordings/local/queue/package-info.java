/// ElasticMQ, its database and its metrics.
package ivs.recordings.local.queue;
