#ifndef CONTINUUM_INTERPOSE_H
#define CONTINUUM_INTERPOSE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Four functions of the C library that this program defines itself, because
 * civetweb offers no setting for what they decide:
 *
 * pthread_attr_setstacksize: its workers get 100 KB, which a nested JSON
 * document overruns. Every thread gets at least interpose_stack_size().
 *
 * recv and poll: it reads on for as long as bytes drip in, and waits for long
 * where none do. While a deadline is set for the thread, a wait ends by then and
 * a read after it fails, as if the client had gone.
 *
 * send: it goes on for long with a client that takes nothing. While a stall is set for
 * the thread, each byte that is taken moves the deadline on.
 */
void interpose_stack_size(size_t bytes);

/* A moment of clock_ns(), for this thread; 0 ends it. */
void socket_deadline_set(int64_t at_ns);

/* So long may a write of this thread wait from now on without a byte taken; 0 ends it. */
void socket_stall_set(int64_t stall_ns);

/* The descriptor that this thread received from last, which civetweb does not tell. */
int socket_received_last(void);

#endif
