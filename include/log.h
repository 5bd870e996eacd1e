#ifndef CONTINUUM_LOG_H
#define CONTINUUM_LOG_H

struct request;

/*
 * The log: one JSON object a line on standard output. Only the top logs: the
 * server once for each request, main for the life of the process, the database
 * for what its server says. Nothing that identifies a client's secret, no
 * query and no body ever enters it.
 */
void log_request(const struct request *req);

/* One event; name, text pairs follow and end with NULL. */
void log_event(const char *level, const char *event, ...) __attribute__((sentinel));

#endif
