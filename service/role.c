#include "role.h"

#include <stddef.h>
#include <string.h>

static const struct role roles[] = {
    {"state_administrator"}, {"state_staff"}, {"program_coordinator"},
    {"practice_submitter"},  {"reviewer"},    {"coder"},
    {"coding_lead"},         {"researcher"},  {"auditor"},
};

const struct role *role_find(const char *name)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (!strcmp(roles[i].name, name))
            return &roles[i];
    return NULL;
}
