#ifndef CONTINUUM_THEME_FIGURES_H
#define CONTINUUM_THEME_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "report.h"
#include "themes.h"

struct table;

/* The figures of reports on themes. Beneath `threshold` practices that mention it a theme is
 * suppressed; 0 and 1 suppress nothing. */

/* Practices, respondents and mentions by code and group, and change between waves. */
void figures_of_themes(struct report *report, const struct themes *themes, long long threshold);

/* rows: of theme_pairs_read; threshold: of the units that mention both. */
void figures_of_pairs(struct report *report, const struct table *rows, long long threshold);

/* By what practices came to, they are divided into groups. */
#define OUTCOMES_MOST 8
struct outcomes {
    const char *labels[OUTCOMES_MOST];
    size_t count;
    size_t size;                  /* practices */
    const char *const *practices; /* ascending */
    const size_t *groups;         /* of each practice */
};

/* themes: by practice. Themes against outcomes; place: the waves and the instrument. */
void figures_of_joint(struct report *report, const struct themes *themes,
                      const struct outcomes *outcomes, const struct group *place,
                      long long threshold);

/* The place of a code in a list of rows of theme_code_list. */
struct where theme_place(const struct themes *themes, size_t code, const struct group *group);

#endif
