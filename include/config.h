#ifndef CONTINUUM_CONFIG_H
#define CONTINUUM_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

/* The settings of settings.def, each under its name. Texts live until
 * config_release(). */
struct config {
#define SETTING_TYPE_TEXT char *
#define SETTING_TYPE_SECRET char *
#define SETTING_TYPE_HEXKEY char *
#define SETTING_TYPE_INTEGER long long
#define SETTING_TYPE_BOOLEAN bool
#define SETTING(kind, field, name, fallback, low, high, help) SETTING_TYPE_##kind field;
#include "settings.def"
#undef SETTING
};

/* Reads the environment. On bad settings says each on standard error, without
 * the value of a secret, and returns false. */
bool config_read(struct config *config) __attribute__((warn_unused_result));
void config_release(struct config *config);

/* The table of settings, for --help. */
void config_help(FILE *to);

#endif
