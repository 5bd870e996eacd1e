#include <criterion/criterion.h>
#include <string.h>

#include "arena.h"
#include "peer.h"

#define SOCKET "198.51.100.7"

static struct arena *arena;

static void start(void)
{
    arena = arena_new(1 << 20);
}

static void stop(void)
{
    arena_free(arena);
}

TestSuite(peer, .init = start, .fini = stop);

static void expect(const char *header, long long hops, const char *peer)
{
    const char *found = peer_of(arena, SOCKET, header, hops);
    cr_expect_str_eq(found, peer, "%s, %lld hops: %s", header ? header : "(none)", hops, found);
}

static void expect_network(const char *address, const char *network)
{
    char found[PEER_NETWORK_SIZE];
    peer_network(address, found);
    cr_expect_str_eq(found, network, "%s: %s", address, found);
}

Test(peer, without_proxies_the_header_is_not_looked_at)
{
    expect(NULL, 0, SOCKET);
    expect("192.0.2.1", 0, SOCKET);
    expect("192.0.2.1", -1, SOCKET);
    expect(NULL, 1, SOCKET);
}

Test(peer, is_so_many_from_the_right)
{
    const char *header = "192.0.2.1, 192.0.2.2,192.0.2.3 ,\t192.0.2.4\t";
    expect(header, 1, "192.0.2.4");
    expect(header, 2, "192.0.2.3");
    expect(header, 3, "192.0.2.2");
    expect(header, 4, "192.0.2.1");
    expect(header, 5, SOCKET);
    expect(header, 1LL << 62, SOCKET);
}

Test(peer, what_the_client_wrote_changes_nothing)
{
    static const char *const written[] = {
        "",     ",",        "unknown",          "[",    "\"", "127.0.0.1", "%00", ";",
        ",,,,", "\xFF\xFE", "1.2.3.4:99999999", "a b c"};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        expect(arena_printf(arena, "%s,192.0.2.1", written[i]), 1, "192.0.2.1");
        expect(arena_printf(arena, "%s, 192.0.2.1, 192.0.2.2", written[i]), 2, "192.0.2.1");
        expect(arena_printf(arena, "%s, 192.0.2.1, ?", written[i]), 2, "192.0.2.1");
    }
}

Test(peer, ports_and_brackets_come_off)
{
    expect("192.0.2.1:80", 1, "192.0.2.1");
    expect("192.0.2.1:65535", 1, "192.0.2.1");
    expect("2001:db8::1", 1, "2001:db8::1");
    expect("[2001:db8::1]", 1, "2001:db8::1");
    expect("[2001:db8::1]:1234", 1, "2001:db8::1");
    expect("2001:db8::1:1234", 1, "2001:db8::1:1234");
    expect("[2001:db8:1:2:3:4:198.51.100.255]:65535", 1, "2001:db8:1:2:3:4:c633:64ff");
}

Test(peer, has_one_form)
{
    expect("2001:0DB8:0000:0000:0000:0000:0000:0001", 1, "2001:db8::1");
    expect("::ffff:192.0.2.1", 1, "192.0.2.1");
    expect("::FFFF:C000:0201", 1, "192.0.2.1");
    expect("[::ffff:192.0.2.1]:443", 1, "192.0.2.1");
    cr_expect_str_eq(peer_of(arena, "[::1]:8080", NULL, 0), "::1");
    cr_expect_str_eq(peer_of(arena, "::ffff:127.0.0.1", "x", 1), "127.0.0.1");
}

Test(peer, what_is_no_address_is_the_socket)
{
    static const char *const malformed[] = {"",
                                            " ",
                                            "unknown",
                                            "_hidden",
                                            "192.0.2",
                                            "192.0.2.256",
                                            "192.0.2.01",
                                            "0xC0.0.2.1",
                                            "192.0.2.1.",
                                            "192.0.2.1.1",
                                            "-192.0.2.1",
                                            "192.0.2.1 192.0.2.2",
                                            "192.0.2.1:",
                                            "192.0.2.1:x",
                                            "192.0.2.1:123456",
                                            "192.0.2.1:80 ;",
                                            "[192.0.2.1]",
                                            "[192.0.2.1]:80",
                                            "[]",
                                            "[:]",
                                            "[::1",
                                            "::1]",
                                            "[[::1]]",
                                            "[::1]]",
                                            "[::1]80",
                                            "[::1]:",
                                            "[::1]:x",
                                            "[::1]: 80",
                                            "[ ::1]",
                                            "\"[::1]\"",
                                            "for=192.0.2.1",
                                            ":",
                                            ":::",
                                            "1::2::3",
                                            "1:2:3:4:5:6:7:8:9",
                                            "12345::",
                                            "::ffff:192.0.2.256",
                                            "fe80::1%eth0",
                                            "192.0.2.1/24",
                                            "localhost",
                                            "\xC2\xA0"
                                            "192.0.2.1"};
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        expect(malformed[i], 1, SOCKET);
        expect(arena_printf(arena, "192.0.2.1, %s", malformed[i]), 1, SOCKET);
        expect(arena_printf(arena, "%s, 192.0.2.1", malformed[i]), 2, SOCKET);
        expect_network(malformed[i], "unknown");
    }
}

Test(peer, a_long_header_is_no_trouble)
{
    char *commas = arena_alloc(arena, 8001), *digits = arena_alloc(arena, 8001);
    memset(commas, ',', 8000);
    memset(digits, '1', 8000);
    expect(commas, 8, SOCKET);
    expect(commas, 8001, SOCKET);
    expect(commas, 8002, SOCKET);
    expect(digits, 1, SOCKET);
    expect(arena_printf(arena, "%s,%s192.0.2.1", digits, commas), 1, "192.0.2.1");
    expect(arena_printf(arena, "[%s]", digits), 1, SOCKET);
    expect(arena_printf(arena, "[::1]:%s", digits), 1, SOCKET);
}

Test(peer, a_socket_without_an_address_is_given_as_it_is)
{
    cr_expect_str_eq(peer_of(arena, "fe80::1%eth0", NULL, 0), "fe80::1%eth0");
    cr_expect_str_eq(peer_of(arena, "", "also none", 1), "");
    cr_expect_str_eq(peer_of(arena, "", "192.0.2.1", 1), "192.0.2.1");
}

Test(peer, a_network_is_what_one_customer_has)
{
    expect_network("192.0.2.1", "192.0.2.1");
    expect_network("192.0.2.1:80", "192.0.2.1");
    expect_network("::ffff:192.0.2.1", "192.0.2.1");
    expect_network("[::ffff:c000:201]:80", "192.0.2.1");
    expect_network("2001:db8:1:2::", "2001:db8:1:2::/64");
    expect_network("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64");
    expect_network("[2001:DB8:1:2:ffff:ffff:ffff:ffff]:1", "2001:db8:1:2::/64");
    expect_network("2001:db8:1:3::", "2001:db8:1:3::/64");
    expect_network("::1", "::/64");
    expect_network("", "unknown");
    expect_network("unknown", "unknown");
    expect_network("2001:db8::/64", "unknown");
}
