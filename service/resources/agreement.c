#include "agreement.h"

#include <string.h>

#include "arena.h"
#include "coded.h"
#include "db.h"
#include "queries.h"
#include "reply.h"
#include "request.h"
#include "resources.h"
#include "table.h"

/* One table of figures while its groups come. */
struct agreements {
    struct coded *coded;
    const struct table *coders, *codes;
    struct table *out;
    const char *of;
    enum scale_kind kind;
    struct alpha_room room;
    long long *margins;
    json_t *methods;
};

static const struct {
    const char *code, *text;
} methods[] = {
    {"pairs_alike",
     "Pairs of codings of the same unit by two coders that are alike, among all such pairs."},
    {"cohen_kappa",
     "Cohen's kappa of two coders; interval: plus and minus 1.96 standard errors (Fleiss, Cohen and Everitt)."},
    {"alpha_bootstrap",
     "Krippendorff's alpha, nominal, of valence ordinal; interval: 2.5 % and 97.5 % of 1,000 draws of units with replacement, from a fixed seed."},
    {"alpha_jackknife",
     "The same; interval: plus and minus 1.96 standard errors of the delete-one jackknife (more than 1,000 units)."},
};
enum { ALIKE, KAPPA, ALPHA_DRAWN, ALPHA_JACKKNIFE };

static const struct column columns[] = {
    {"of", COLUMN_TEXT},      {"code", COLUMN_TEXT},    {"label", COLUMN_TEXT},
    {"month", COLUMN_TEXT},   {"coder", COLUMN_TEXT},   {"other_coder", COLUMN_TEXT},
    {"measure", COLUMN_TEXT}, {"value", COLUMN_NUMBER}, {"low", COLUMN_NUMBER},
    {"high", COLUMN_NUMBER},  {"n", COLUMN_NUMBER},     {"status", COLUMN_TEXT},
    {"method", COLUMN_TEXT},
};

struct agreed {
    const char *measure;
    int method;
    enum agreement status;
    double value;
    const struct interval *interval; /* or NULL */
    long long n;
    const char *coder, *other; /* or NULL: all of them */
};

static const char *const statuses[] = {"reported", "too_few", "no_variation"};

static const char *number(struct agreements *all, double value)
{
    return arena_printf(all->coded->req->arena, "%.15g", value == 0 ? 0.0 : value);
}

static void set_group(struct agreements *all, size_t row, int group)
{
    struct arena *arena = all->coded->req->arena;
    if (all->coded->by == BY_CODE) {
        table_set(all->out, row, "code", table_get(all->codes, (size_t)group, "code"));
        table_set(all->out, row, "label", table_get(all->codes, (size_t)group, "label"));
    } else if (all->coded->by == BY_MONTH) {
        table_set(all->out, row, "month",
                  arena_printf(arena, "%04d-%02d", group / 12, group % 12 + 1));
    }
}

static void put(struct agreements *all, int group, const struct agreed *agreed)
{
    struct table *out = all->out;
    size_t row = table_add_row(all->coded->req->arena, out);
    bool given = agreed->status == AGREEMENT_GIVEN;
    set_group(all, row, group);
    table_set(out, row, "of", all->of);
    table_set(out, row, "coder", agreed->coder);
    table_set(out, row, "other_coder", agreed->other);
    table_set(out, row, "measure", agreed->measure);
    table_set(out, row, "value", given ? number(all, agreed->value) : NULL);
    table_set(out, row, "low", agreed->interval ? number(all, agreed->interval->low) : NULL);
    table_set(out, row, "high", agreed->interval ? number(all, agreed->interval->high) : NULL);
    table_set(out, row, "n", arena_printf(all->coded->req->arena, "%lld", agreed->n));
    table_set(out, row, "status", statuses[agreed->status]);
    table_set(out, row, "method", methods[agreed->method].code);
    json_object_set_new(all->methods, methods[agreed->method].code,
                        json_string(methods[agreed->method].text));
}

static void put_percent(struct agreements *all, int group, const struct rated *rated)
{
    struct share share;
    enum agreement status = agreement_percent(rated, &share);
    put(all, group,
        &(struct agreed){.measure = "agreement",
                         .method = ALIKE,
                         .status = status,
                         .value = share.value,
                         .n = share.units});
}

static void put_kappas(struct agreements *all, int group, const struct rated *rated)
{
    for (size_t one = 0; one < rated->raters; one++)
        for (size_t other = one + 1; other < rated->raters; other++) {
            struct kappa kappa;
            enum agreement status = kappa_cohen(rated, one, other, all->margins, &kappa);
            struct interval interval = {kappa.value - 1.96 * kappa.error,
                                        kappa.value + 1.96 * kappa.error};
            put(all, group,
                &(struct agreed){"kappa", KAPPA, status, kappa.value,
                                 status == AGREEMENT_GIVEN ? &interval : NULL, kappa.n,
                                 table_get(all->coders, one, "coder"),
                                 table_get(all->coders, other, "coder")});
        }
}

static void put_alpha(struct agreements *all, int group, const struct rated *rated)
{
    struct alpha alpha;
    struct interval interval;
    bool drawn;
    enum agreement status = alpha_krippendorff(rated, all->kind, all->room.cells, &alpha);
    bool known = alpha_interval(rated, all->kind, &all->room, &interval, &drawn);
    put(all, group,
        &(struct agreed){.measure = "alpha",
                         .method = drawn ? ALPHA_DRAWN : ALPHA_JACKKNIFE,
                         .status = status,
                         .value = alpha.value,
                         .interval = known ? &interval : NULL,
                         .n = alpha.units});
}

static void put_group(void *context, int group, const struct rated *rated)
{
    struct agreements *all = context;
    all->room.times = arena_array(all->coded->req->arena, long long, rated->patterns + 1);
    put_percent(all, group, rated);
    if (all->kind == SCALE_NOMINAL)
        put_kappas(all, group, rated);
    put_alpha(all, group, rated);
}

static void put_part(struct agreements *all, const char *of, struct patterns *patterns,
                     size_t categories, enum scale_kind kind)
{
    struct arena *arena = all->coded->req->arena;
    all->of = of;
    all->kind = kind;
    all->room.cells = arena_array(arena, double, ALPHA_ROOM(categories));
    all->margins = arena_array(arena, long long, 2 * categories);
    patterns_each(patterns, &(struct grouping){categories, NULL, put_group, all});
}

static enum coded_by by_of(const char *text)
{
    return !strcmp(text, "code") ? BY_CODE : !strcmp(text, "month") ? BY_MONTH : BY_ALL;
}

static bool put_all(struct agreements *all)
{
    struct coded *coded = all->coded;
    struct request *req = coded->req;
    all->out = table_new(req->arena, columns, sizeof columns / sizeof *columns);
    all->room.units = arena_array(req->arena, size_t, BOOTSTRAP_UNITS);
    all->room.drawn = arena_array(req->arena, double, BOOTSTRAP_TIMES);
    req->meta = request_own_json(req, json_pack("{sb}", "exclusive", coded->exclusive));
    all->methods = json_object();
    json_object_set_new(req->meta, "methods", all->methods);
    put_part(all, "presence", coded->presence, 2, SCALE_NOMINAL);
    if (coded->exclusive && coded->by != BY_CODE)
        put_part(all, "choice", coded->choice, coded->codes + 1, SCALE_NOMINAL);
    put_part(all, "valence", coded->valence, 3, SCALE_ORDINAL);
    return reply_rows(req, 200, all->out);
}

bool agreement_report(struct request *req)
{
    struct agreements all = {0};
    struct table *coders, *codes;
    if (!db_query(req, &query_agreement_coders, &coders) ||
        !db_query(req, &query_agreement_codes, &codes))
        return false;
    all.coders = coders;
    all.codes = codes;
    all.coded = coded_new(req, by_of(request_value(req, "by")), coders, codes);
    return coded_read(all.coded) && put_all(&all);
}
