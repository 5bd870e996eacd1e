#include "role.h"

#include <string.h>

const struct role *role_find(const char *name)
{
    for (size_t i = 0; i < role_count; i++)
        if (!strcmp(roles[i].name, name))
            return &roles[i];
    return NULL;
}
