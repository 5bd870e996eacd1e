#ifndef CONTINUUM_MIGRATE_H
#define CONTINUUM_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>

struct config;

/* Built in from sql/migrations, in order; number is that of the file. */
struct migration {
    int number;
    const char *name;
    const char *checksum; /* SHA-256 of the file, hex */
    const char *sql;
};

extern const struct migration migrations[];
extern const size_t migration_count;

/* Built in from sql/reference: files of CSV, and the SQL that takes them over
 * from temporary tables of the same names. */
struct reference_file {
    const char *name;
    const char *csv;
};

extern const struct reference_file reference_files[];
extern const size_t reference_file_count;
extern const char reference_load[];

/*
 * Brings the database of CONTINUUM_OWNER_DATABASE to the schema that this
 * program was built for and loads the reference data; run again, it changes
 * nothing. One runs at a time (advisory lock). Refuses a database whose
 * migrations were edited or are newer than the program. Says on standard
 * output what it does, on standard error what hinders it.
 */
bool migrate(const struct config *config) __attribute__((warn_unused_result));

#endif
