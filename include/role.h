#ifndef CONTINUUM_ROLE_H
#define CONTINUUM_ROLE_H

struct role {
    const char *name;
};

/* The role of this name, or NULL. */
const struct role *role_find(const char *name);

#endif
