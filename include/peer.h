#ifndef CONTINUUM_PEER_H
#define CONTINUUM_PEER_H

struct arena;

/*
 * Where a request comes from.
 *
 * An address is an IPv4 or IPv6 address, maybe in brackets, maybe with a port;
 * it is given in its one canonical form, IPv4 inside IPv6 (::ffff:192.0.2.1) as
 * IPv4. With so many trusted proxies in front, each of which adds whom it saw
 * to the end of X-Forwarded-For, the entry so many from the right is what the
 * outermost of them saw. What stands left of it the client can have written;
 * it is never looked at.
 *
 * Several lines of the header have to be joined by commas, in their order. NULL
 * is no header.
 */

/* That entry, or the socket's address where there is none or it is no address;
 * a socket's address that is none either is given as it is. */
const char *peer_of(struct arena *arena, const char *socket_address, const char *forwarded_for,
                    long long trusted_hops);

/* What shares a limit on guesses: an IPv4 address, the /64 of an IPv6 address,
 * which is what one customer has at the least, or "unknown". */
#define PEER_NETWORK_SIZE 64
void peer_network(const char *address, char network[PEER_NETWORK_SIZE]);

#endif
