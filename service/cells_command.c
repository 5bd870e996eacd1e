#include "cells_command.h"

#include <stdio.h>
#include <string.h>

#include "config.h"
#include "db_cells.h"

static int verify(struct cell_store *store)
{
    long faults;
    if (!cell_store_verify(store, &faults))
        return 2;
    if (faults)
        fprintf(stderr, "continuum: %ld sheets or cells are not what they should be\n", faults);
    return faults ? 1 : 0;
}

int cells_command(const struct config *config, const char *command)
{
    if (!*config->owner_database) {
        fputs("continuum: CONTINUUM_OWNER_DATABASE must be set\n", stderr);
        return 2;
    }
    struct cell_store *store = cell_store_open(config->owner_database, false);
    if (!store)
        return 2;
    int status = 0;
    if (!strcmp(command, "verify"))
        status = verify(store);
    else if (!cell_store_rebuild(store))
        status = 2;
    cell_store_close(store);
    return fflush(stdout) ? 2 : status;
}
