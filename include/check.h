#ifndef CONTINUUM_CHECK_H
#define CONTINUUM_CHECK_H

struct config;

/* Asks the service that listens where this configuration says: 0 where it is
 * ready, 1 where not. For a container's health check: its image has no client. */
int check(const struct config *config);

#endif
