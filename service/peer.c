#include "peer.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"

#define BLANKS " \t"
#define DIGITS "0123456789"

struct address {
    int family; /* AF_INET, AF_INET6 */
    unsigned char bytes[16];
};

/* Whether this is nothing, or a colon and a port. */
static bool is_port_or_end(const char *text)
{
    size_t digits = *text == ':' ? strspn(text + 1, DIGITS) : 0;
    return !*text || (digits >= 1 && digits <= 5 && !text[1 + digits]);
}

/* Takes brackets and port off the text, in its place. Without brackets, only an
 * IPv4 address, which has no colon, can have a port. NULL where they are wrong. */
static char *bare(char *text)
{
    char *colon = strchr(text, ':');
    if (*text == '[') {
        char *end = strchr(text, ']');
        if (!end || !colon || colon > end || !is_port_or_end(end + 1))
            return NULL;
        *end = '\0';
        return text + 1;
    }
    if (!colon || strchr(colon + 1, ':'))
        return text;
    if (!is_port_or_end(colon))
        return NULL;
    *colon = '\0';
    return text;
}

static bool parse(const char *text, size_t length, struct address *address)
{
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    char copy[INET6_ADDRSTRLEN + sizeof "[]:65535"];
    if (length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    const char *plain = bare(copy);
    if (!plain)
        return false;
    address->family = strchr(plain, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(address->family, plain, address->bytes) != 1)
        return false;
    if (address->family == AF_INET6 && !memcmp(address->bytes, mapped, sizeof mapped)) {
        address->family = AF_INET;
        memmove(address->bytes, address->bytes + sizeof mapped, 4);
    }
    return true;
}

/* The entry so many from the right of a list, without the blanks around it;
 * NULL where the list is shorter. */
static const char *entry(const char *list, long long from_right, size_t *length)
{
    const char *end = list + strlen(list), *begin = end;
    for (long long seen = 0;; begin--) {
        if (begin != list && begin[-1] != ',')
            continue;
        if (++seen == from_right)
            break;
        if (begin == list)
            return NULL;
        end = begin - 1;
    }
    begin += strspn(begin, BLANKS);
    while (end > begin && strchr(BLANKS, end[-1]))
        end--;
    *length = end > begin ? (size_t)(end - begin) : 0;
    return begin;
}

const char *peer_of(struct arena *arena, const char *socket_address, const char *forwarded_for,
                    long long trusted_hops)
{
    struct address address;
    size_t length = 0;
    const char *found = NULL;
    char text[INET6_ADDRSTRLEN];
    if (forwarded_for && trusted_hops > 0)
        found = entry(forwarded_for, trusted_hops, &length);
    if (!(found && parse(found, length, &address)) &&
        !parse(socket_address, strlen(socket_address), &address))
        return socket_address;
    inet_ntop(address.family, address.bytes, text, sizeof text);
    return arena_strdup(arena, text);
}

void peer_network(const char *address, char network[PEER_NETWORK_SIZE])
{
    struct address parsed;
    char text[INET6_ADDRSTRLEN];
    bool good = parse(address, strlen(address), &parsed);
    if (good && parsed.family == AF_INET6)
        memset(parsed.bytes + 8, 0, 8);
    if (good)
        inet_ntop(parsed.family, parsed.bytes, text, sizeof text);
    snprintf(network, PEER_NETWORK_SIZE, "%s%s", good ? text : "unknown",
             good && parsed.family == AF_INET6 ? "/64" : "");
}
