#ifndef CONTINUUM_DB_AUDIT_H
#define CONTINUUM_DB_AUDIT_H

#include <stdbool.h>

struct proof;

/*
 * The audit for the commands of operators, over a connection of their own. Each
 * is false where the database could not do it; why is on standard error.
 */

/* Gives a proof all chains and entries as they are at one moment, a few at a
 * time. As columns: no function of the schema makes their text. */
bool db_audit_read(const char *database, struct proof *proof) __attribute__((warn_unused_result));

/* Deletes what is older than that day, as the schema's owner, and prints what went. */
bool db_audit_retire(const char *database, const char *before) __attribute__((warn_unused_result));

#endif
