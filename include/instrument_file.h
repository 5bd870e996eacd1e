#ifndef CONTINUUM_INSTRUMENT_FILE_H
#define CONTINUUM_INSTRUMENT_FILE_H

#include <stdbool.h>

struct request;

/*
 * An instrument version as a CSV file, a row an item: read as the JSON body
 * that would say the same, checked by the same schema, and bound as :body.
 * Columns that say something of the whole version (instrument, version, name,
 * instrument_kind, …) may be filled in any row, but not in two ways. False where
 * faults were raised; each has its row and column.
 */
bool instrument_file_read(struct request *req) __attribute__((warn_unused_result));

/* Gives faults that were found in the body their row and column in the file. */
void instrument_file_place_faults(struct request *req);

#endif
