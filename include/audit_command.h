#ifndef CONTINUUM_AUDIT_COMMAND_H
#define CONTINUUM_AUDIT_COMMAND_H

struct config;

/*
 * continuum audit verify [--log FILE]...
 * Recomputes every hash of the audit, compares it with what was logged (see
 * include/audit_anchor.h), and prints the head of each chain. 0: all of it holds;
 * 1: not, and what does not is on standard error; 2: it could not be done.
 *
 * continuum audit retire --before YYYY-MM-DD [--log FILE]...
 * Verifies and then deletes what is older than that day, as the schema's owner.
 * That day is CONTINUUM_AUDIT_YEARS ago at least. The same status.
 */
int audit_command(const struct config *config, int argc, char **argv);

#endif
