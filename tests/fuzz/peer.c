/* A digit, how many proxies; the socket's address, a line break, X-Forwarded-For.
 * Read from the left, where the service reads from the right. */
#include "peer.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* Whether the text is an address in the form that the service gives. */
static bool is_canonical(const char *text)
{
    struct in6_addr bytes;
    char again[INET6_ADDRSTRLEN];
    int family = strchr(text, ':') ? AF_INET6 : AF_INET;
    return inet_pton(family, text, &bytes) == 1 && inet_ntop(family, &bytes, again, sizeof again) &&
           !strcmp(text, again) && (family == AF_INET || !IN6_IS_ADDR_V4MAPPED(&bytes));
}

static bool takes_off_port(char *text)
{
    char *last = strrchr(text, ':');
    if (!last || !last[1] || strlen(last + 1) > 5)
        return false;
    for (const char *at = last + 1; *at; at++)
        if (!isdigit((unsigned char)*at))
            return false;
    *last = '\0';
    return true;
}

/* The address that one entry is, or NULL. */
static const char *address(struct request *req, const char *entry)
{
    struct in6_addr six;
    struct in_addr four;
    char *text = arena_strdup(req->arena, entry), again[INET6_ADDRSTRLEN];
    size_t length = strlen(text);
    bool bracket = *text == '[';
    if (bracket && text[length - 1] != ']' && (!takes_off_port(text) || !strchr(text, ']')))
        return NULL;
    if (bracket) {
        length = strlen(text);
        if (text[length - 1] != ']')
            return NULL;
        text[length - 1] = '\0';
        text++;
    } else if (strchr(text, ':') == strrchr(text, ':')) {
        takes_off_port(text);
    }
    if (!bracket && inet_pton(AF_INET, text, &four) == 1)
        return arena_strdup(req->arena, inet_ntop(AF_INET, &four, again, sizeof again));
    if (inet_pton(AF_INET6, text, &six) != 1)
        return NULL;
    if (IN6_IS_ADDR_V4MAPPED(&six))
        return arena_strdup(req->arena, inet_ntop(AF_INET, six.s6_addr + 12, again, sizeof again));
    return arena_strdup(req->arena, inet_ntop(AF_INET6, &six, again, sizeof again));
}

static char *without_blanks(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    for (size_t end = strlen(text); end && (text[end - 1] == ' ' || text[end - 1] == '\t');)
        text[--end] = '\0';
    return text;
}

static const char *expected(struct request *req, const char *socket, const char *header,
                            size_t hops)
{
    const char *entries[600], *found = NULL;
    size_t count = 0;
    char *rest = header ? arena_strdup(req->arena, header) : NULL, *part;
    while (rest && (part = fuzz_part(&rest, ',')) && count < 600)
        entries[count++] = without_blanks(part);
    if (hops && hops <= count)
        found = address(req, entries[count - hops]);
    if (!found)
        found = address(req, socket);
    return found ? found : socket;
}

/* The network of an address has no other, and what it says is one. */
static void check_network(const char *text)
{
    char network[PEER_NETWORK_SIZE], again[PEER_NETWORK_SIZE];
    peer_network(text, network);
    bool known = strcmp(network, "unknown") != 0;
    CHECK(strlen(network) < PEER_NETWORK_SIZE);
    CHECK(known || !is_canonical(text));
    network[strcspn(network, "/")] = '\0';
    CHECK(known == is_canonical(network));
    peer_network(network, again);
    again[strcspn(again, "/")] = '\0';
    CHECK(!strcmp(network, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!size || size > 512)
        return 0;
    struct request *req = fuzz_request();
    size_t hops = (uint8_t)(*bytes - '0') % 10;
    char *header = fuzz_text(req, bytes + 1, size - 1), *socket = fuzz_part(&header, '\n');
    const char *peer = peer_of(req->arena, socket, header, (long long)hops);
    CHECK(!strcmp(peer, expected(req, socket, header, hops)));
    CHECK(peer == socket || is_canonical(peer));
    check_network(peer);
    check_network(socket);
    if (!header)
        return 0;
    check_network(header);
    const char *more = arena_printf(req->arena, "%s , x", header);
    CHECK(hops == 0 || !strcmp(peer, peer_of(req->arena, socket, more, (long long)hops + 1)));
    return 0;
}
