#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

/* The kinds up to HEXKEY are texts. */
enum kind { TEXT, SECRET, HEXKEY, INTEGER, BOOLEAN };

static const struct setting {
    enum kind kind;
    const char *name, *fallback;
    long long low, high;
    const char *help;
} settings[] = {
#define SETTING(kind, field, name, fallback, low, high, help)                                      \
    {kind, "CONTINUUM_" name, fallback, low, high, help},
#include "settings.def"
#undef SETTING
};

static void *field_of(struct config *config, size_t index)
{
    void *fields[] = {
#define SETTING(kind, field, name, fallback, low, high, help) &config->field,
#include "settings.def"
#undef SETTING
    };
    return fields[index];
}

static bool complain(const struct setting *setting, const char *what)
{
    fprintf(stderr, "continuum: %s %s (%s)\n", setting->name, what, setting->help);
    return false;
}

/* The file's text without the line end that it ends with. */
static char *file_text(const char *path)
{
    char text[32768];
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    text[size] = '\0';
    return strdup(text);
}

/* The setting's text, to be freed; NULL where its file cannot be read. */
static char *setting_text(const struct setting *setting)
{
    char file_name[100];
    snprintf(file_name, sizeof file_name, "%s_FILE", setting->name);
    const char *path = getenv(file_name);
    if (path && *path)
        return file_text(path);
    const char *text = getenv(setting->name);
    return strdup(text && *text ? text : setting->fallback);
}

static bool read_text(const struct setting *setting, char *text, char **field)
{
    size_t length = strlen(text);
    *field = text;
    if (length == 0 && !*setting->fallback)
        return true;
    if (length < (size_t)setting->low || length > (size_t)setting->high)
        return complain(setting, "has a wrong length");
    if (setting->kind == HEXKEY && strspn(text, "0123456789abcdefABCDEF") != length)
        return complain(setting, "must be hex digits");
    return true;
}

static bool read_integer(const struct setting *setting, const char *text, long long *field)
{
    char range[100];
    snprintf(range, sizeof range, "must be a whole number from %lld to %lld", setting->low,
             setting->high);
    if (!text_to_integer(text, field) || *field < setting->low || *field > setting->high)
        return complain(setting, range);
    return true;
}

static bool read_boolean(const struct setting *setting, const char *text, bool *field)
{
    *field = !strcmp(text, "yes");
    return *field || !strcmp(text, "no") || complain(setting, "must be yes or no");
}

static bool read_setting(const struct setting *setting, void *field)
{
    char *text = setting_text(setting);
    if (!text)
        return complain(setting, "names a file that cannot be read");
    if (setting->kind <= HEXKEY)
        return read_text(setting, text, field);
    bool good = setting->kind == INTEGER ? read_integer(setting, text, field)
                                         : read_boolean(setting, text, field);
    free(text);
    return good;
}

bool config_read(struct config *config)
{
    bool good = true;
    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        good = read_setting(&settings[i], field_of(config, i)) && good;
    return good;
}

void config_release(struct config *config)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (settings[i].kind <= HEXKEY)
            free(*(char **)field_of(config, i));
}

void config_help(FILE *to)
{
    fputs("Settings, from the environment (NAME_FILE names a file that holds the value):\n\n", to);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const struct setting *setting = &settings[i];
        fprintf(to, "  %-32s %s", setting->name, setting->help);
        if (*setting->fallback)
            fprintf(to, " [%s]", setting->fallback);
        fputc('\n', to);
    }
}
