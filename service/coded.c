#include "coded.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "queries.h"
#include "request.h"
#include "row.h"
#include "table.h"

struct numbered {
    long long id;
    short index;
};

/* What was read so far of one excerpt. */
struct reading {
    struct numbered *codes, *coders; /* by id */
    long long excerpt;
    int month;              /* of the latest coding */
    short *given, *valence; /* codes times raters, both as they are between excerpts */
    short *touched;         /* codes that somebody gave */
    size_t touched_count;
    short present[RATERS_MOST]; /* 0: read it; RATING_NONE: did not */
    short chosen[RATERS_MOST];  /* the last code given, from 1 */
    struct patterns *seen;      /* who read it, for codes that nobody gave */
};

static int by_id(const void *a, const void *b)
{
    const struct numbered *one = a, *other = b;
    return (one->id > other->id) - (one->id < other->id);
}

static struct numbered *places_of(struct arena *arena, const struct table *rows, const char *column)
{
    struct numbered *places = arena_array(arena, struct numbered, rows->row_count + 1);
    for (size_t i = 0; i < rows->row_count; i++)
        places[i] = (struct numbered){strtoll(table_get(rows, i, column), NULL, 10), (short)i};
    qsort(places, rows->row_count, sizeof *places, by_id);
    return places;
}

/* -1: it came after the list was read. */
static int index_of(const struct numbered *places, size_t count, long long id)
{
    const struct numbered *found =
        bsearch(&(struct numbered){.id = id}, places, count, sizeof *places, by_id);
    return found ? found->index : -1;
}

static void begin_excerpt(struct coded *coded, long long excerpt)
{
    struct reading *reading = coded->reading;
    reading->excerpt = excerpt;
    reading->month = 0;
    reading->touched_count = 0;
    for (size_t i = 0; i < RATERS_MOST; i++) {
        reading->present[i] = RATING_NONE;
        reading->chosen[i] = RATING_NONE;
    }
}

static void begin(struct coded *coded)
{
    coded->exclusive = true;
    coded->presence = patterns_new(coded->req->arena, coded->raters);
    coded->choice = patterns_new(coded->req->arena, coded->raters);
    coded->valence = patterns_new(coded->req->arena, coded->raters);
    coded->reading->seen = patterns_new(coded->req->arena, coded->raters);
    for (size_t i = 0; i < coded->codes * coded->raters; i++) {
        coded->reading->given[i] = 0;
        coded->reading->valence[i] = RATING_NONE;
    }
    begin_excerpt(coded, 0);
}

struct coded *coded_new(struct request *req, enum coded_by by, const struct table *coders,
                        const struct table *codes)
{
    struct coded *coded = arena_alloc(req->arena, sizeof *coded);
    struct reading *reading = arena_alloc(req->arena, sizeof *reading);
    size_t raters = coders->row_count < RATERS_MOST ? coders->row_count : RATERS_MOST;
    size_t size = codes->row_count * raters + 1;
    *coded = (struct coded){req, by, raters, codes->row_count, .reading = reading};
    *reading = (struct reading){.codes = places_of(req->arena, codes, "code_id"),
                                .coders = places_of(req->arena, coders, "coder_id"),
                                .given = arena_array(req->arena, short, size),
                                .valence = arena_array(req->arena, short, size),
                                .touched = arena_array(req->arena, short, codes->row_count + 1)};
    return coded;
}

/* Who read the excerpt gave the code or not; for the code of who did not, nothing is known. */
static void add_code(struct coded *coded, int group, size_t code)
{
    struct reading *reading = coded->reading;
    short *given = reading->given + code * coded->raters;
    short *valence = reading->valence + code * coded->raters;
    for (size_t i = 0; i < coded->raters; i++)
        if (reading->present[i] == RATING_NONE)
            given[i] = RATING_NONE;
    patterns_add(coded->presence, group, given, 1);
    patterns_add(coded->valence, group, valence, 1);
    if (coded->by == BY_CODE)
        patterns_add(coded->presence, group, reading->present, -1);
    for (size_t i = 0; i < coded->raters; i++) {
        given[i] = 0;
        valence[i] = RATING_NONE;
    }
}

static void end_excerpt(struct coded *coded)
{
    struct reading *reading = coded->reading;
    int group = coded->by == BY_MONTH ? reading->month : 0;
    if (!reading->excerpt)
        return;
    for (size_t i = 0; i < reading->touched_count; i++)
        add_code(coded, coded->by == BY_CODE ? reading->touched[i] : group,
                 (size_t)reading->touched[i]);
    if (coded->by == BY_CODE) {
        patterns_add(reading->seen, 0, reading->present, 1);
        return;
    }
    patterns_add(coded->presence, group, reading->present,
                 (long long)(coded->codes - reading->touched_count));
    patterns_add(coded->choice, group, reading->chosen, 1);
}

static void take_code(struct coded *coded, size_t rater, size_t code, const struct row *row)
{
    struct reading *reading = coded->reading;
    bool known = false;
    for (size_t i = 0; i < reading->touched_count && !known; i++)
        known = (size_t)reading->touched[i] == code;
    if (!known)
        reading->touched[reading->touched_count++] = (short)code;
    reading->given[code * coded->raters + rater] = 1;
    if (row->fields[3].bytes)
        reading->valence[code * coded->raters + rater] = (short)(row_integer(row, 3) + 1);
    coded->exclusive = coded->exclusive && reading->chosen[rater] <= 0;
    reading->chosen[rater] = (short)(code + 1);
}

/* excerpt_id, coder_id, code_id or null, valence or null, month */
static bool take(void *context, const struct row *row)
{
    struct coded *coded = context;
    struct reading *reading = coded->reading;
    if (!row) {
        begin(coded);
        return true;
    }
    if (row_integer(row, 0) != reading->excerpt) {
        end_excerpt(coded);
        begin_excerpt(coded, row_integer(row, 0));
    }
    int rater = index_of(reading->coders, coded->raters, row_integer(row, 1));
    int code = index_of(reading->codes, coded->codes, row_integer(row, 2));
    int month = (int)row_integer(row, 4);
    if (rater < 0)
        return true;
    reading->month = month > reading->month ? month : reading->month;
    reading->present[rater] = 0;
    if (code >= 0)
        take_code(coded, (size_t)rater, (size_t)code, row);
    else if (reading->chosen[rater] == RATING_NONE)
        reading->chosen[rater] = 0;
    return true;
}

/* Excerpts that were read count for every code; where it was given, add_code() took them away. */
static void add_seen(void *context, int group, const struct rated *rated)
{
    struct coded *coded = context;
    (void)group;
    for (size_t i = 0; i < rated->patterns; i++)
        for (size_t code = 0; code < coded->codes; code++)
            patterns_add(coded->presence, (int)code, rated->values + i * rated->raters,
                         rated->times[i]);
}

bool coded_read(struct coded *coded)
{
    struct taker taker = {.take = take, .context = coded};
    coded->req->bulk = true;
    begin(coded);
    if (!db_each(coded->req, &query_agreement_codings, &taker))
        return false;
    end_excerpt(coded);
    patterns_each(coded->reading->seen, &(struct grouping){2, NULL, add_seen, coded});
    return true;
}
