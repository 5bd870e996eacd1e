#include "drain.h"

#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>

#include "application.h"
#include "db.h"

static void sleep_ms(long long ms)
{
    struct timespec pause = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

/* The kernel refuses new connections once no listening socket is left. */
static void stop_listening(void)
{
    for (int fd = 3; fd < 65536; fd++) {
        int listening = 0;
        socklen_t size = sizeof listening;
        if (!getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) && listening)
            shutdown(fd, SHUT_RDWR);
    }
}

/* Whether all requests have ended within the time. */
static bool wait_quiet(struct application *app, long long limit_ms)
{
    int quiet = 0;
    for (long long waited = 0; quiet < 5 && waited < limit_ms; waited += 20) {
        sleep_ms(20);
        quiet = atomic_load(&app->in_flight) ? 0 : quiet + 1;
    }
    return quiet == 5;
}

void drain(struct application *app)
{
    atomic_store(&app->draining, true);
    sleep_ms(app->config.drain_ms);
    stop_listening();
    if (!wait_quiet(app, app->config.drain_limit_ms)) {
        db_cancel(app->db);
        wait_quiet(app, 1000);
    }
}
