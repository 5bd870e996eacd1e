#include "throttle.h"

#include <stdlib.h>
#include <string.h>

#include "application.h"
#include "limit.h"
#include "memory.h"
#include "monotonic.h"
#include "peer.h"
#include "pipeline.h"
#include "request.h"

#define SECOND_NS 1000000000
#define BUCKETS 65536
#define EVERYBODY "" /* for whom the slots of exports are */
#define EXPORT_WAIT_NS (10 * (int64_t)SECOND_NS)

struct throttle {
    struct limiter *requests, *guesses;
    struct slots *transfers, *exports;
};

struct throttle *throttle_new(const struct config *config)
{
    struct throttle *throttle = memory_new(sizeof *throttle);
    throttle->requests = limiter_new((double)config->rate, (double)config->burst, BUCKETS);
    throttle->guesses = limiter_new((double)config->guesses / 60, (double)config->guesses, BUCKETS);
    throttle->transfers = slots_new((size_t)config->transfers, (size_t)config->threads);
    throttle->exports = slots_new((size_t)config->exports, 1);
    return throttle;
}

void throttle_free(struct throttle *throttle)
{
    limiter_free(throttle->requests);
    limiter_free(throttle->guesses);
    slots_free(throttle->transfers);
    slots_free(throttle->exports);
    free(throttle);
}

static bool refuse(struct request *req, int64_t wait_ns, const char *why)
{
    req->retry_after_s = wait_ns / SECOND_NS + 1;
    return problem_raise(req, PROBLEM_RATE, "%s", why);
}

static bool guess(struct request *req, int64_t (*ask)(struct limiter *limiter, const char *key,
                                                      double cost, int64_t now_ns))
{
    char network[PEER_NETWORK_SIZE];
    peer_network(req->peer, network);
    int64_t wait_ns = ask(req->app->throttle->guesses, network, 1, clock_ns());
    return !wait_ns || refuse(req, wait_ns, "Too many wrong keys came from your network.");
}

bool guess_allowed(struct request *req)
{
    return guess(req, limiter_peek);
}

bool guess_count(struct request *req)
{
    return guess(req, limiter_take);
}

/* A file in or out. */
static bool is_transfer(const struct request *req)
{
    const char *type = request_header(req, "Content-Type");
    return req->operation->export || req->operation->streamed || req->media == MEDIA_CSV ||
           (req->operation->request_media & MEDIA_BIT(MEDIA_CSV) && type && strchr("tT", *type));
}

/* One of all callers', so that some sessions are left for who asks for little. */
static bool take_export(struct request *req)
{
    struct throttle *throttle = req->app->throttle;
    if (slots_take(throttle->exports, EVERYBODY))
        return true;
    slots_give(throttle->transfers, req->transfer);
    req->transfer = NULL;
    return refuse(req, EXPORT_WAIT_NS, "As many exports run as this service allows.");
}

bool limit_check(struct request *req)
{
    struct throttle *throttle = req->app->throttle;
    if (!req->caller.name)
        return true;
    int64_t wait_ns = limiter_take(throttle->requests, req->caller.name, 1, clock_ns());
    if (wait_ns)
        return refuse(req, wait_ns, "You ask more often than this service allows.");
    if (!is_transfer(req))
        return true;
    if (!slots_take(throttle->transfers, req->caller.name))
        return refuse(req, 0, "You move as many files at once as this service allows.");
    req->transfer = req->caller.name;
    return !req->operation->export || take_export(req);
}

void limit_release(struct request *req)
{
    if (req->transfer)
        slots_give(req->app->throttle->transfers, req->transfer);
    if (req->transfer && req->operation->export)
        slots_give(req->app->throttle->exports, EVERYBODY);
    req->transfer = NULL;
}
