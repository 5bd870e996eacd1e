#ifndef CONTINUUM_APPLICATION_H
#define CONTINUUM_APPLICATION_H

#include <stdatomic.h>
#include <stdbool.h>

#include "config.h"

struct answer_cache;
struct catalog;
struct db;
struct flights;
struct import_jobs;
struct issuers;
struct key_cache;
struct standings;
struct throttle;

/* What lives as long as the process. */
struct application {
    struct config config;
    struct db *db;
    struct key_cache *keys;
    struct catalog *catalog; /* of instruments */
    struct issuers *issuers; /* of bearer tokens; NULL where none are trusted */
    struct throttle *throttle;
    struct import_jobs *imports;
    struct answer_cache *answers; /* NULL where none are kept */
    struct flights *flights;      /* answers that are being made */
    struct standings *standings;  /* of callers */
    atomic_bool draining;         /* on the way out: not ready for new work */
    atomic_int in_flight;         /* requests that have begun and not ended */
};

#endif
