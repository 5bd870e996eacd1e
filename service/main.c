#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>
#include <sodium.h>

#include "answer_cache.h"
#include "application.h"
#include "audit_command.h"
#include "catalog.h"
#include "cells_command.h"
#include "check.h"
#include "config.h"
#include "db.h"
#include "flight.h"
#include "fold.h"
#include "import_jobs.h"
#include "issuer.h"
#include "key_cache.h"
#include "key_command.h"
#include "log.h"
#include "migrate.h"
#include "server.h"
#include "standing.h"
#include "throttle.h"

static int usage(FILE *to, int status)
{
    fputs("usage: continuum serve        answer requests\n"
          "       continuum migrate      bring the database to this version\n"
          "       continuum key create   make an API key\n"
          "       continuum audit verify whether the audit is what it was\n"
          "       continuum audit retire delete entries of the audit that need not be kept\n"
          "       continuum verify       whether reports say what submissions say\n"
          "       continuum rebuild      make anew what reports are made of\n"
          "       continuum check        whether the service that runs here is ready\n"
          "       continuum --help | --version\n\n",
          to);
    config_help(to);
    return status;
}

static bool complete(const struct config *config)
{
    if (*config->database && *config->key_secret)
        return true;
    fputs("continuum: CONTINUUM_DATABASE and CONTINUUM_KEY_SECRET must be set\n", stderr);
    return false;
}

/* Until SIGTERM or SIGINT, which every thread blocks. */
static int serve(struct application *app)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    const char *mismatch = db_schema_mismatch(app->db);
    if (mismatch) {
        fprintf(stderr, "continuum: %s\n", mismatch);
        return 1;
    }
    app->imports = import_jobs_start(&app->config);
    struct server *server = server_start(app);
    if (!server) {
        import_jobs_stop(app->imports);
        return 1;
    }
    struct fold *fold = fold_start(&app->config);
    log_event("info", "serving", "listen", app->config.listen, "version", CONTINUUM_VERSION, NULL);
    int signal_number;
    sigwait(&ends, &signal_number);
    log_event("info", "draining", "signal", strsignal(signal_number), NULL);
    server_stop(server);
    import_jobs_stop(app->imports);
    fold_stop(fold);
    log_event("info", "stopped", NULL);
    return 0;
}

static bool open_issuers(struct application *app)
{
    char error[2000];
    if (!*app->config.issuers)
        return true;
    app->issuers = issuers_new(app->config.issuers, error, sizeof error);
    if (!app->issuers)
        fprintf(stderr, "continuum: CONTINUUM_ISSUERS: %s\n", error);
    return app->issuers != NULL;
}

static int with_database(struct application *app, int argc, char **argv)
{
    if (!complete(&app->config) || !open_issuers(app))
        return 2;
    app->db = db_open(&app->config);
    app->keys = key_cache_new();
    app->catalog = catalog_new();
    app->throttle = throttle_new(&app->config);
    app->answers = answer_cache_new((size_t)app->config.cache_mib << 20);
    app->flights = flights_new();
    app->standings = standings_new();
    int status = strcmp(argv[0], "serve") ? key_command(app, argc, argv) : serve(app);
    standings_free(app->standings);
    answer_cache_free(app->answers);
    flights_free(app->flights);
    throttle_free(app->throttle);
    catalog_free(app->catalog);
    key_cache_free(app->keys);
    db_close(app->db);
    issuers_free(app->issuers);
    return status;
}

int main(int argc, char **argv)
{
    setenv("TZ", "UTC0", 1); /* no library reads the zone anew for each file that it makes */
    tzset();
    static struct application app;
    const char *command = argc > 1 ? argv[1] : "--help";
    signal(SIGPIPE, SIG_IGN);
    json_object_seed(0);
    if (!strcmp(command, "--help"))
        return usage(stdout, argc > 1 ? 0 : 2);
    if (!strcmp(command, "--version"))
        return puts("continuum " CONTINUUM_VERSION) < 0;
    if (sodium_init() < 0)
        return 1;
    if (!config_read(&app.config)) {
        config_release(&app.config);
        return 2;
    }
    int status = 2;
    if (!strcmp(command, "migrate"))
        status = migrate(&app.config) ? 0 : 1;
    else if (!strcmp(command, "check"))
        status = check(&app.config);
    else if (!strcmp(command, "audit"))
        status = audit_command(&app.config, argc - 1, argv + 1);
    else if (!strcmp(command, "verify") || !strcmp(command, "rebuild"))
        status = cells_command(&app.config, command);
    else if (!strcmp(command, "serve") || !strcmp(command, "key"))
        status = with_database(&app, argc - 1, argv + 1);
    else
        usage(stderr, 2);
    config_release(&app.config);
    return status;
}
