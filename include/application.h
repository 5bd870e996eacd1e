#ifndef CONTINUUM_APPLICATION_H
#define CONTINUUM_APPLICATION_H

#include <stdatomic.h>
#include <stdbool.h>

#include "config.h"

struct db;
struct issuers;

/* What lives as long as the process. */
struct application {
    struct config config;
    struct db *db;
    struct issuers *issuers; /* of tokens; NULL: only API keys are taken */
    atomic_bool draining;    /* on the way out: not ready for new work */
    atomic_int in_flight;    /* requests that have begun and not ended */
};

#endif
