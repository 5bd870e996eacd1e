#include "import.h"

#include <string.h>

#include "db_import.h"
#include "mapping.h"
#include "monotonic.h"
#include "problem.h"
#include "records.h"
#include "request.h"
#include "staging.h"
#include "unpack.h"

#define ATTEMPTS_MAX 3
#define LOOK_ROWS 512
#define LOOK_NS 1000000000

struct import {
    struct import_desk *desk;
    struct arena *arena, *brief; /* for the whole; for one file of it */
    struct import_job job;
    struct import_outcome outcome;
    struct unpack *unpack;
    struct mapping *mapping; /* of the file that is read; NULL where its columns are ours */
    const atomic_bool *gives_up;
    json_t *faults;
    int part;
    size_t read_bytes, read_rows;
    int64_t looked_ns;
    bool counted, cancelled;
};

static void release(void *object)
{
    json_decref(object);
}

static long next_part(void *context, const char **bytes)
{
    struct import *import = context;
    long got = import_desk_part(import->desk, &import->job, import->part++, bytes);
    import->read_bytes += got > 0 ? (size_t)got : 0;
    return got;
}

static enum media media_of(const char *type)
{
    for (enum media media = MEDIA_JSON; media < MEDIA_COUNT; media++)
        if (!strcmp(media_types[media], type))
            return media;
    return MEDIA_NONE;
}

/* A fault of what was sent, before there are any rows. */
static void blame(struct import *import, const char *code, const char *detail)
{
    json_t *fault =
        json_pack("{si ss ss ss}", "row", 0, "column", "", "code", code, "detail", detail);
    if (import->unpack->name)
        json_object_set_new(fault, "file", json_string(import->unpack->name));
    json_array_append_new(import->faults, fault);
    import->outcome.fault_count++;
    import->outcome.whole = true;
}

/* Where it stands in the file as it was sent. */
static void place_fault(const struct import *import, json_t *fault)
{
    const char *column = json_string_value(json_object_get(fault, "column"));
    if (import->unpack->name)
        json_object_set_new(fault, "file", json_string(import->unpack->name));
    if (import->mapping && json_integer_value(json_object_get(fault, "row")) > 0)
        json_object_set_new(fault, "column", json_string(mapping_column(import->mapping, column)));
}

/* The faults of one file beside those of others. */
static void keep_faults(struct import *import)
{
    size_t i;
    json_t *fault;
    json_array_foreach(import->outcome.faults, i, fault) {
        if (json_array_size(import->faults) >= PROBLEM_ERRORS_MAX)
            break;
        place_fault(import, fault);
        json_array_append(import->faults, fault);
    }
    json_decref(import->outcome.faults);
    import->outcome.faults = NULL;
}

/* Now and then: how far it is, and whether it is to go on. */
static bool goes_on(struct import *import)
{
    if (++import->read_rows % LOOK_ROWS || !import->counted)
        return true;
    if (atomic_load(import->gives_up))
        return false;
    int64_t now_ns = clock_ns();
    if (now_ns - import->looked_ns < LOOK_NS)
        return true;
    import->looked_ns = now_ns;
    double share =
        (double)import->job.bytes / (double)(import->read_bytes ? import->read_bytes : 1);
    return import_desk_progress(import->desk, &import->job, import->read_rows,
                                (size_t)((double)import->read_rows * share), &import->cancelled) &&
           !import->cancelled;
}

static enum record next_row(struct import *import, struct records *records)
{
    return import->mapping ? mapping_next(import->mapping) : records_next(records);
}

static bool stage_rows(struct import *import, struct records *read)
{
    struct staging *staging =
        staging_new(import->brief, (struct staging_sink){import_desk_put, import->desk});
    struct records *records = import->mapping ? mapping_records(import->mapping) : read;
    size_t rows = 0, faults = 0;
    for (enum record got; (got = next_row(import, read)) != RECORD_END;) {
        rows += got == RECORD_ROW;
        faults += got == RECORD_FAULT;
        if (!goes_on(import) ||
            !(got == RECORD_ROW ? staging_row(staging, records) : staging_fault(staging, records)))
            return false;
    }
    if (rows > 0 || faults > 0)
        return true;
    records->fault = (struct record_fault){read->row ? read->row : 1, "", "empty",
                                           import->mapping ? "no row says anything that is mapped"
                                                           : "is not followed by any row"};
    return staging_fault(staging, records);
}

/* The name of a file in a zip says what it answers. */
static bool find_instrument(struct import *import)
{
    const char *name = import->unpack->name, *dot = strrchr(name, '.');
    if (!dot || strcmp(dot, ".csv") != 0) {
        blame(import, "not_allowed", "is a file whose name does not end in .csv");
        return false;
    }
    const char *stem = arena_strndup(import->arena, name, (size_t)(dot - name));
    if (import_desk_instrument(import->desk, import->arena, stem, &import->job))
        return true;
    if (!import_desk_failure(import->desk))
        blame(import, "unknown_instrument",
              "has a name that is no INSTRUMENT or INSTRUMENT-VERSION");
    return false;
}

/* False where it cannot go on. */
static bool take_file(struct import *import, enum media media)
{
    const char *version = import->job.version;
    import->brief = arena_new((size_t)256 << 20);
    struct records *records = records_new(import->brief, media, import->unpack);
    if (import->job.mapping)
        import->mapping =
            mapping_new(import->brief, import->job.format, import->job.mapping, records);
    bool good = import_desk_stage(import->desk) && stage_rows(import, records) &&
                !import->unpack->lost &&
                import_desk_store(import->desk, import->brief, &import->job, &import->outcome);
    if (good)
        keep_faults(import);
    arena_free(import->brief);
    import->job.version = version;
    return good;
}

static bool take_files(struct import *import)
{
    enum media media = media_of(import->job.media);
    bool zip = media == MEDIA_ZIP, good = true;
    enum packing packing = zip ? PACKING_ZIP : import->job.gzip ? PACKING_GZIP : PACKING_NONE;
    import->unpack = unpack_open(import->arena, packing, (struct unpack_source){next_part, import});
    while (good && unpack_next(import->unpack)) {
        const char *version = import->job.version;
        if (!zip || find_instrument(import))
            good = take_file(import, zip ? MEDIA_CSV : media);
        else
            good = !import_desk_failure(import->desk);
        import->job.version = version;
    }
    if (good && import->unpack->fault) {
        import->unpack->name = zip ? import->unpack->name : NULL;
        blame(import, "archive", import->unpack->fault);
    }
    return good && !import->unpack->lost;
}

/* The last time: all rows are read, and what they come to is not yet committed. */
static bool look_at_last(struct import *import)
{
    return !import->counted || (import_desk_progress(import->desk, &import->job, import->read_rows,
                                                     import->read_rows, &import->cancelled) &&
                                !import->cancelled);
}

static bool settle(struct import *import, const char *state, const char *failure, bool undo)
{
    import->outcome.faults = import->faults;
    bool good =
        import_desk_settle(import->desk, &import->job, state, &import->outcome, failure, undo);
    if (!good)
        import_desk_abandon(import->desk);
    return good;
}

static bool settle_taken(struct import *import)
{
    struct import_outcome *outcome = &import->outcome;
    int taken = outcome->created + outcome->unchanged + outcome->superseding;
    bool rejected =
        outcome->fault_count > 0 && (!import->job.partial || outcome->whole || taken == 0);
    if (rejected) {
        outcome->rejected += taken;
        outcome->created = outcome->unchanged = outcome->superseding = 0;
    }
    return settle(import, rejected ? "rejected" : "done", NULL, rejected);
}

/* A rule of the data that is none of a row, as that a wave is closed. */
static bool settle_refused(struct import *import)
{
    const char *reason = arena_strdup(import->arena, import_desk_reason(import->desk));
    import->outcome.created = import->outcome.unchanged = import->outcome.superseding = 0;
    blame(import, "refused", arena_printf(import->arena, "A rule is broken: %s.", reason));
    return settle(import, "rejected", NULL, true);
}

static bool settle_failed(struct import *import)
{
    switch (import_desk_failure(import->desk)) {
    case IMPORT_REFUSED:
        return settle_refused(import);
    case IMPORT_REVOKED:
        return settle(import, "failed", "The key or token that sent it no longer holds.", true);
    case IMPORT_BROKEN:
        return settle(import, "failed", "The service could not do it; its log says why.", true);
    default:
        return false;
    }
}

static bool end_early(struct import *import)
{
    if (import->cancelled) {
        import->outcome = (struct import_outcome){0};
        return settle(import, "cancelled", NULL, true);
    }
    bool asked = import->counted && atomic_load(import->gives_up);
    if (!asked && settle_failed(import))
        return true;
    import_desk_abandon(import->desk);
    if (asked)
        import_desk_begun(import->desk, &import->job, -1);
    return false;
}

static bool take(struct import *import)
{
    int attempts = import->counted ? import_desk_begun(import->desk, &import->job, 1) : 1;
    import->looked_ns = clock_ns();
    if (attempts < 0 || (import->counted && !import_desk_progress(import->desk, &import->job, 0, 0,
                                                                  &import->cancelled))) {
        import_desk_abandon(import->desk);
        return false;
    }
    if (attempts > ATTEMPTS_MAX)
        return settle(import, "failed", "It was begun three times and never came to its end.",
                      false);
    bool whole = !import->cancelled && import_desk_impersonate(import->desk, &import->job) &&
                 take_files(import) && look_at_last(import);
    return whole ? settle_taken(import) : end_early(import);
}

enum import_end import_take(struct import_desk *desk, const char *wanted,
                            const atomic_bool *gives_up)
{
    struct import import = {.desk = desk, .gives_up = gives_up, .counted = !wanted};
    enum import_end end = IMPORT_NONE;
    import.arena = arena_new((size_t)64 << 20);
    import.faults = json_array();
    arena_defer(import.arena, release, import.faults);
    int found = import_desk_claim(desk, import.arena, wanted, &import.job);
    if (found < 0)
        end = IMPORT_WAITS;
    else if (found)
        end = take(&import) ? IMPORT_ENDED : IMPORT_WAITS;
    arena_free(import.arena);
    return end;
}
