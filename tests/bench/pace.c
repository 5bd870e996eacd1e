/*
 * An open loop: begins RATE requests a second at their time, each on a
 * connection of its own, whether or not those before have been answered.
 *
 *   BENCH_KEY=... pace PORT RATE SECONDS FILE
 *
 * FILE holds paths, one a line, asked in turn. Times count from when a request
 * was due, so that waiting for a full server is not left out. Prints a line of JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_OPEN = 16384, WAIT_S = 10, HEAD_BYTES = 2048 };

struct exchange {
    int64_t due_ns;
    int fd;
    bool sent, is_ok;
};

static struct sockaddr_in server;
static struct exchange exchanges[MOST_OPEN];
static int unused[MOST_OPEN], unused_count;
static char **paths;
static size_t path_count;
static double *times_ms;
static long answered, failed, begun, late_us_most;
static int poller;

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void stop(const char *why)
{
    perror(why);
    exit(1);
}

static void paths_read(const char *name)
{
    FILE *file = fopen(name, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    if (!file)
        stop(name);
    while ((length = getline(&line, &size, file)) > 1) {
        line[length - 1] = '\0';
        paths = realloc(paths, (path_count + 1) * sizeof *paths);
        paths[path_count++] = strdup(line);
    }
    free(line);
    fclose(file);
    if (!path_count)
        stop("no paths");
}

static void exchange_end(struct exchange *e, bool is_ok)
{
    if (is_ok)
        times_ms[answered++] = (now_ns() - e->due_ns) / 1e6;
    else
        failed++;
    close(e->fd);
    e->fd = -1;
    unused[unused_count++] = (int)(e - exchanges);
}

static void exchange_begin(int64_t due_ns)
{
    long late_us = (now_ns() - due_ns) / 1000;
    late_us_most = late_us > late_us_most ? late_us : late_us_most;
    begun++;
    if (!unused_count) {
        failed++;
        return;
    }
    struct exchange *e = &exchanges[unused[--unused_count]];
    *e = (struct exchange){.due_ns = due_ns, .fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)};
    if (e->fd < 0)
        stop("socket");
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = e};
    if (connect(e->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS)
        exchange_end(e, false);
    else if (epoll_ctl(poller, EPOLL_CTL_ADD, e->fd, &event))
        stop("epoll_ctl");
}

static void exchange_send(struct exchange *e)
{
    static size_t next;
    char head[HEAD_BYTES];
    int length = snprintf(head, sizeof head,
                          "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                          "Connection: close\r\n\r\n",
                          paths[next++ % path_count], getenv("BENCH_KEY"));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = e};
    if (length >= HEAD_BYTES || send(e->fd, head, (size_t)length, MSG_NOSIGNAL) != length ||
        epoll_ctl(poller, EPOLL_CTL_MOD, e->fd, &event)) {
        exchange_end(e, false);
        return;
    }
    e->sent = true;
}

/* The answer counts once the server has closed; its first bytes say whether it is one. */
static void exchange_receive(struct exchange *e)
{
    static char bytes[1 << 16];
    ssize_t got;
    while ((got = recv(e->fd, bytes, sizeof bytes, 0)) > 0)
        e->is_ok = e->is_ok || (got > 12 && !memcmp(bytes, "HTTP/1.1 200", 12));
    if (got == 0 || errno != EAGAIN)
        exchange_end(e, got == 0 && e->is_ok);
}

static void turn(int64_t until_ns)
{
    struct epoll_event events[256];
    int64_t left = until_ns - now_ns();
    struct timespec wait = {.tv_sec = left > 0 ? left / 1000000000 : 0,
                            .tv_nsec = left > 0 ? left % 1000000000 : 0};
    int count = epoll_pwait2(poller, events, 256, &wait, NULL);
    for (int i = 0; i < count; i++) {
        struct exchange *e = events[i].data.ptr;
        if (e->sent)
            exchange_receive(e);
        else
            exchange_send(e);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double at(double share)
{
    long place = (long)(share * answered);
    return answered ? times_ms[place < answered ? place : answered - 1] : 0;
}

static void print(double seconds)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec +
                 (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    qsort(times_ms, (size_t)answered, sizeof *times_ms, compare);
    printf("{\"requests\": %ld, \"failed\": %ld, \"p50\": %.3f, \"p99\": %.3f, \"max\": %.3f, "
           "\"late_ms\": %.3f, \"client\": %.3f}\n",
           begun, failed, at(0.5), at(0.99), at(1), late_us_most / 1e3, cpu / seconds);
}

int main(int argc, char **argv)
{
    if (argc != 5 || !getenv("BENCH_KEY"))
        return fputs("usage: BENCH_KEY=... pace PORT RATE SECONDS FILE\n", stderr), 2;
    long rate = strtol(argv[2], NULL, 10), count = rate * strtol(argv[3], NULL, 10);
    struct rlimit files = {MOST_OPEN + 64, MOST_OPEN + 64};
    setrlimit(RLIMIT_NOFILE, &files);
    server = (struct sockaddr_in){.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)strtol(argv[1], NULL, 10)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    paths_read(argv[4]);
    times_ms = calloc((size_t)count, sizeof *times_ms);
    poller = epoll_create1(0);
    for (int i = MOST_OPEN; i--;)
        unused[unused_count++] = i;
    int64_t start = now_ns() + 50000000;
    for (long i = 0; i < count; i++) {
        int64_t due = start + i * INT64_C(1000000000) / rate;
        do
            turn(due);
        while (now_ns() < due);
        exchange_begin(due);
    }
    int64_t end = now_ns() + WAIT_S * INT64_C(1000000000);
    while (unused_count < MOST_OPEN && now_ns() < end)
        turn(end);
    failed += MOST_OPEN - unused_count;
    print((double)(now_ns() - start) / 1e9);
    return 0;
}
