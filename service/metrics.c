#include "metrics.h"

#include <stdatomic.h>

#include "answer_cache.h"
#include "application.h"
#include "monotonic.h"
#include "request.h"
#include "resources.h"

/* One more operation than there are: what matched none. */
#define ROWS (OPERATION_COUNT + 1)

static const int statuses[] = {200, 201, 204, 304, 400, 401, 403, 404, 405, 406, 408, 409,
                               411, 412, 413, 414, 415, 422, 428, 429, 431, 500, 503};
#define STATUS_COUNT (sizeof statuses / sizeof *statuses)

static const double bounds_s[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                  0.1,   0.25,   0.5,   1,    2.5,   10};
#define BOUND_COUNT (sizeof bounds_s / sizeof *bounds_s)

static atomic_ullong requests[ROWS][STATUS_COUNT];
static atomic_ullong buckets[BOUND_COUNT + 1];
static atomic_ullong total_ns;
static atomic_ullong uses[CACHE_USES];
static atomic_ullong versions_asked, versions_checked;

void metrics_version(bool checked)
{
    atomic_fetch_add_explicit(checked ? &versions_checked : &versions_asked, 1,
                              memory_order_relaxed);
}

void metrics_count(const struct request *req)
{
    size_t row = req->operation ? (size_t)(req->operation - operations) : OPERATION_COUNT;
    size_t column = 0, bucket = 0;
    while (column < STATUS_COUNT - 1 && statuses[column] != req->reply.status)
        column++;
    int64_t taken_ns = clock_ns() - req->started_ns;
    while (bucket < BOUND_COUNT && (double)taken_ns / 1e9 > bounds_s[bucket])
        bucket++;
    atomic_fetch_add_explicit(&requests[row][column], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&uses[req->fresh.cache], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&total_ns, (unsigned long long)taken_ns, memory_order_relaxed);
}

static void write_requests(struct buffer *to)
{
    buffer_text(to, "# HELP continuum_requests_total Requests answered.\n"
                    "# TYPE continuum_requests_total counter\n");
    for (size_t row = 0; row < ROWS; row++)
        for (size_t column = 0; column < STATUS_COUNT; column++) {
            unsigned long long count = atomic_load(&requests[row][column]);
            if (count)
                buffer_printf(to, "continuum_requests_total{operation=\"%s\",status=\"%d\"} %llu\n",
                              row < OPERATION_COUNT ? operations[row].id : "none", statuses[column],
                              count);
        }
}

static void write_durations(struct buffer *to)
{
    buffer_text(to, "# HELP continuum_request_duration_seconds Time from head to answer.\n"
                    "# TYPE continuum_request_duration_seconds histogram\n");
    unsigned long long sum = 0;
    for (size_t i = 0; i < BOUND_COUNT; i++) {
        sum += atomic_load(&buckets[i]);
        buffer_printf(to, "continuum_request_duration_seconds_bucket{le=\"%g\"} %llu\n",
                      bounds_s[i], sum);
    }
    sum += atomic_load(&buckets[BOUND_COUNT]);
    buffer_printf(to, "continuum_request_duration_seconds_bucket{le=\"+Inf\"} %llu\n", sum);
    buffer_printf(to, "continuum_request_duration_seconds_sum %.9f\n",
                  (double)atomic_load(&total_ns) / 1e9);
    buffer_printf(to, "continuum_request_duration_seconds_count %llu\n", sum);
}

static void write_cache(const struct application *app, struct buffer *to)
{
    size_t bytes, answers;
    answer_cache_size(app->answers, &bytes, &answers);
    buffer_text(to,
                "# HELP continuum_cache_requests_total Requests that a kept answer could serve: "
                "hit, miss, shared with one that asked the same, or none where they may not be.\n"
                "# TYPE continuum_cache_requests_total counter\n");
    for (size_t i = CACHE_UNASKED + 1; i < CACHE_USES; i++)
        buffer_printf(to, "continuum_cache_requests_total{cache=\"%s\"} %llu\n", cache_names[i],
                      atomic_load(&uses[i]));
    buffer_printf(to,
                  "# HELP continuum_cache_bytes Memory of kept answers.\n"
                  "# TYPE continuum_cache_bytes gauge\n"
                  "continuum_cache_bytes %zu\n"
                  "# HELP continuum_cache_answers Answers that are kept.\n"
                  "# TYPE continuum_cache_answers gauge\n"
                  "continuum_cache_answers %zu\n",
                  bytes, answers);
    buffer_printf(
        to,
        "# HELP continuum_version_requests_total Requests that asked for the data version.\n"
        "# TYPE continuum_version_requests_total counter\n"
        "continuum_version_requests_total %llu\n"
        "# HELP continuum_version_checks_total Statements that they shared.\n"
        "# TYPE continuum_version_checks_total counter\n"
        "continuum_version_checks_total %llu\n",
        atomic_load(&versions_asked), atomic_load(&versions_checked));
}

void metrics_write(const struct application *app, struct buffer *to)
{
    write_requests(to);
    write_durations(to);
    write_cache(app, to);
    buffer_printf(to,
                  "# HELP continuum_requests_in_flight Requests that are being worked on.\n"
                  "# TYPE continuum_requests_in_flight gauge\n"
                  "continuum_requests_in_flight %d\n",
                  atomic_load(&app->in_flight));
    buffer_text(to, "# HELP continuum_build_info The version that runs.\n"
                    "# TYPE continuum_build_info gauge\n"
                    "continuum_build_info{version=\"" CONTINUUM_VERSION "\"} 1\n");
}
