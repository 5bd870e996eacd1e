#include "ranking.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "db.h"
#include "decimal.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"
#include "text.h"

/* What the rows of choices come to. */
struct count {
    struct request *req;
    const struct table *rows; /* one a choice, those of a ballot together */
    size_t options;
    const char **codes, **texts;
    double *scores;
    long long *pairs;
    long long voters;
};

bool ranking_create(struct request *req)
{
    return perform_create(req, &query_ranking_create);
}

bool ranking_list(struct request *req)
{
    return perform_rows(req, &query_ranking_list);
}

static long long number_at(const struct table *rows, size_t row, const char *column)
{
    const char *text = table_get(rows, row, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

static size_t place_at(const struct count *count, size_t row, const char *column)
{
    return (size_t)number_at(count->rows, row, column);
}

static struct count *count_new(struct request *req, const struct table *rows)
{
    struct count *count = arena_alloc(req->arena, sizeof *count);
    size_t options = rows->row_count ? (size_t)number_at(rows, 0, "options") : 0;
    *count = (struct count){.req = req, .rows = rows, .options = options};
    count->codes = arena_array(req->arena, const char *, options);
    count->texts = arena_array(req->arena, const char *, options);
    count->scores = arena_array(req->arena, double, options);
    count->pairs = arena_array(req->arena, long long, options *options);
    return count;
}

static void name_options(struct count *count)
{
    for (size_t row = 0; row < count->rows->row_count; row++) {
        size_t place = place_at(count, row, "place");
        count->codes[place] = table_get(count->rows, row, "option");
        count->texts[place] = table_get(count->rows, row, "text");
    }
}

/* The ballot that begins with this row; gives the row behind it. */
static size_t take_ballot(struct count *count, size_t row, bool borda)
{
    const struct table *rows = count->rows;
    const char *ballot = table_get(rows, row, "ballot");
    long long voters = number_at(rows, row, "voters");
    long long *ranks = arena_array(count->req->arena, long long, count->options);
    for (; row < rows->row_count && text_same(table_get(rows, row, "ballot"), ballot); row++) {
        size_t place = place_at(count, row, "place");
        ranks[place] = number_at(rows, row, "rank");
        count->scores[place] += (double)number_at(rows, row, "dots");
        if (table_get(rows, row, "over"))
            count->pairs[place * count->options + place_at(count, row, "over_place")] += voters;
    }
    if (borda)
        ranking_borda(count->options, ranks, voters, count->scores);
    else
        ranking_pairs(count->options, ranks, voters, count->pairs);
    count->voters += voters;
    return row;
}

static const char *whole(struct count *count, size_t number)
{
    return arena_printf(count->req->arena, "%zu", number);
}

static const char *score_text(struct count *count, double score)
{
    char *text = arena_alloc(count->req->arena, DECIMAL_MAX);
    decimal_of_double(text, score);
    return text;
}

static void set_pairs(struct count *count, struct table *out, size_t row,
                      const struct copeland *result)
{
    table_set(out, row, "wins", whole(count, result->wins));
    table_set(out, row, "ties", whole(count, result->ties));
    table_set(out, row, "losses", whole(count, result->losses));
    table_set(out, row, "condorcet_winner", result->condorcet ? "t" : "f");
    table_set(out, row, "in_cycle", result->cyclic ? "t" : "f");
}

static void set_option(struct count *count, struct table *out, size_t option, size_t place)
{
    size_t row = table_add_row(count->req->arena, out);
    table_set(out, row, "place", whole(count, place));
    table_set(out, row, "option", count->codes[option]);
    table_set(out, row, "text", count->texts[option]);
    table_set(out, row, "value", score_text(count, count->scores[option]));
    table_set(out, row, "voters", whole(count, (size_t)count->voters));
}

/* The highest first, those of one place by code. results: of pairs, or NULL. */
static struct table *tell(struct count *count, const struct copeland *results)
{
    static const struct column columns[] = {
        {"place", COLUMN_NUMBER},
        {"option", COLUMN_TEXT},
        {"text", COLUMN_TEXT},
        {"value", COLUMN_NUMBER},
        {"voters", COLUMN_NUMBER},
        {"wins", COLUMN_NUMBER},
        {"ties", COLUMN_NUMBER},
        {"losses", COLUMN_NUMBER},
        {"condorcet_winner", COLUMN_BOOLEAN},
        {"in_cycle", COLUMN_BOOLEAN},
    };
    struct arena *arena = count->req->arena;
    struct table *out = table_new(arena, columns, sizeof columns / sizeof *columns);
    size_t *places = arena_array(arena, size_t, count->options);
    ranking_places(count->options, count->scores, places);
    for (size_t place = 1; place <= count->options; place++)
        for (size_t i = 0; i < count->options; i++)
            if (places[i] == place) {
                set_option(count, out, i, place);
                if (results)
                    set_pairs(count, out, out->row_count - 1, &results[i]);
            }
    return out;
}

static const struct copeland *decide(struct count *count)
{
    struct copeland *results = arena_array(count->req->arena, struct copeland, count->options);
    ranking_copeland(count->options, count->pairs, results);
    for (size_t i = 0; i < count->options; i++)
        count->scores[i] = ranking_score(&results[i]);
    return results;
}

bool priority_list(struct request *req)
{
    const char *method = request_value(req, "method");
    bool pairwise = !strcmp(method, "pairwise"), borda = !strcmp(method, "borda");
    struct table *rows;
    if (!db_query(req, &query_priority_list, &rows))
        return false;
    struct count *count = count_new(req, rows);
    name_options(count);
    for (size_t row = 0; row < rows->row_count;)
        row = take_ballot(count, row, borda);
    return reply_rows(req, 200, tell(count, pairwise ? decide(count) : NULL));
}
