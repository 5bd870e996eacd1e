#ifndef CONTINUUM_DRAIN_H
#define CONTINUUM_DRAIN_H

struct application;

/* The way out without cutting an answer, up to where the server may stop: see server_stop(). */
void drain(struct application *app);

#endif
