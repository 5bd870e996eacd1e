#ifndef CONTINUUM_CELLS_COMMAND_H
#define CONTINUUM_CELLS_COMMAND_H

struct config;

/*
 * continuum verify   compares what counts of each practice with its submissions, and all cells with what
 *                    counts, bit for bit, at one moment; also while others write. 0: all is equal; 1: it is
 *                    not, and what differs is on standard error; 2: it could not be done.
 * continuum rebuild  makes both anew, as after a change by hand. 0 or 2.
 *
 * As the schema's owner.
 */
int cells_command(const struct config *config, const char *command);

#endif
