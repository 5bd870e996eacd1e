#ifndef CONTINUUM_DB_VERSION_H
#define CONTINUUM_DB_VERSION_H

#include <stdbool.h>

struct config;
struct data_version;
struct request;

/*
 * Asks the database for the data version, once for all who wait: whoever comes while a
 * check is on its way waits for the next one, which begins after they came. So what it
 * says is never older than a commit that was acknowledged before. It has a session of
 * its own, that nothing long runs in.
 */
struct version_check;

struct version_check *version_check_new(const struct config *config);
void version_check_free(struct version_check *check);

bool version_check_ask(struct version_check *check, struct request *req,
                       struct data_version *version) __attribute__((warn_unused_result));

/* As of db_cancel() and db_schema_mismatch(). */
void version_check_cancel(struct version_check *check);
const char *version_check_mismatch(struct version_check *check);

#endif
