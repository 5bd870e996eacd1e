#ifndef CONTINUUM_TESTS_ORACLE_H
#define CONTINUUM_TESTS_ORACLE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* Reads the oracle's files: a line of names, then lines of numbers. */

#define ORACLE_FIELDS 256

static inline size_t oracle_fields(char *line, double *row)
{
    size_t count = 0;
    for (char *end = line; count < ORACLE_FIELDS && *end != '\n' && *end != '\0'; count++) {
        row[count] = strtod(line, &end);
        cr_assert_neq(end, line, "not a number: %s", line);
        line = end + (*end == ',');
    }
    return count;
}

/* Calls check for every row of oracle/NAME.csv, with how many numbers it has. */
static inline void oracle_each(const char *name, int least,
                               void (*check)(const double *row, size_t size))
{
    char path[1024];
    char line[4096];
    double row[ORACLE_FIELDS];
    int rows = 0;
    snprintf(path, sizeof path, CONTINUUM_SOURCE_DIR "/tests/unit/oracle/%s.csv", name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s cannot be read", path);
    cr_assert_not_null(fgets(line, sizeof line, file), "%s has no header", path);
    for (; fgets(line, sizeof line, file); rows++)
        check(row, oracle_fields(line, row));
    fclose(file);
    cr_assert_geq(rows, least, "%s has only %d rows", path, rows);
}

#endif
