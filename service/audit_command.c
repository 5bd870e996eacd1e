#include "audit_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "audit_proof.h"
#include "config.h"
#include "db_audit.h"
#include "text.h"

/* What the database keeps whatever the settings say; see audit_retire() there. */
#define YEARS_KEPT 3

static int usage(void)
{
    fputs("usage: continuum audit verify [--log FILE]...\n"
          "       continuum audit retire --before YYYY-MM-DD [--log FILE]...\n"
          "FILE is a log of the service, or what an earlier verify printed; - is standard input\n",
          stderr);
    return 2;
}

static int complain(const char *what)
{
    fprintf(stderr, "continuum: %s\n", what);
    return 2;
}

/* The day of today, so many years ago; in a leap year perhaps one that was not. */
static const char *years_ago(long long years, char day[16])
{
    struct tm utc;
    time_t now = time(NULL);
    gmtime_r(&now, &utc);
    utc.tm_year -= (int)years;
    strftime(day, 16, "%Y-%m-%d", &utc);
    return day;
}

/* Whether they are options; the day goes to before. */
static bool read_options(int argc, char **argv, const char **before)
{
    for (int i = 0; i < argc; i += 2) {
        if (i + 1 == argc)
            return false;
        if (!strcmp(argv[i], "--before"))
            *before = argv[i + 1];
        else if (strcmp(argv[i], "--log") != 0)
            return false;
    }
    return true;
}

static bool read_logs(int argc, char **argv, struct anchors *anchors)
{
    char day[16];
    bool good = true;
    for (int i = 0; good && i < argc; i += 2)
        if (!strcmp(argv[i], "--log"))
            good = anchors_read(anchors, argv[i + 1], years_ago(YEARS_KEPT, day));
    return good;
}

/* The logs first: what they have then is in the database when it is read. */
static int prove(const char *database, int argc, char **argv)
{
    static struct anchors anchors;
    static struct proof proof = {.anchors = &anchors};
    int status = 2;
    if (read_logs(argc, argv, &anchors)) {
        anchors_sort(&anchors);
        if (db_audit_read(database, &proof))
            status = proof_end(&proof) && !anchors.strange ? 0 : 1;
    }
    if (status == 1)
        fprintf(stderr, "continuum: the audit does not hold: %lld faults, %lld entries\n",
                proof.faults + (long long)anchors.strange, proof.entries);
    else if (status == 0)
        proof_print(&proof);
    anchors_free(&anchors);
    return status;
}

static int verify(const struct config *config, int argc, char **argv)
{
    if (!*config->database)
        return complain("CONTINUUM_DATABASE must be set");
    return prove(config->database, argc, argv);
}

static int retire(const struct config *config, const char *before, int argc, char **argv)
{
    char latest[16], refusal[100];
    if (!text_is_date(before))
        return complain("--before is not a day");
    if (!*config->owner_database)
        return complain("CONTINUUM_OWNER_DATABASE must be set");
    snprintf(refusal, sizeof refusal, "entries are kept for %lld years (CONTINUUM_AUDIT_YEARS)",
             config->audit_years);
    if (strcmp(before, years_ago(config->audit_years, latest)) > 0)
        return complain(refusal);
    int status = prove(config->owner_database, argc, argv);
    if (status)
        complain("nothing was retired");
    else if (!db_audit_retire(config->owner_database, before))
        status = 2;
    return status;
}

int audit_command(const struct config *config, int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "", *before = NULL;
    int count = argc > 2 ? argc - 2 : 0;
    char **options = argv + 2;
    bool good = read_options(count, options, &before);
    int status;
    if (good && !strcmp(command, "verify") && !before)
        status = verify(config, count, options);
    else if (good && !strcmp(command, "retire") && before)
        status = retire(config, before, count, options);
    else
        status = usage();
    return fflush(stdout) ? 2 : status;
}
