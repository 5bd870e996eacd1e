#include <criterion/criterion.h>

#include "caller.h"
#include "standing.h"

static struct standings *standings;

static void begin(void)
{
    standings = standings_new();
}

static void end(void)
{
    standings_free(standings);
}

TestSuite(standing, .init = begin, .fini = end);

static const struct caller key = {.name = "a/1", .key = "1"};
static const struct caller token = {
    .name = "i/s", .issuer = "i", .subject = "s", .token = "t", .issued_at = "5"};

Test(standing, of_nobody_in_the_beginning)
{
    cr_assert_not(standing_holds(standings, &key, "v.1", 0));
    cr_assert_not(standing_holds(standings, &(struct caller){0}, "", 0));
}

Test(standing, at_the_version_that_was_noted_alone)
{
    standing_note(standings, &key, "v.1", 0);
    cr_assert(standing_holds(standings, &key, "v.1", 0));
    cr_assert_not(standing_holds(standings, &key, "v.2", 0));
    standing_note(standings, &key, "v.2", 0);
    cr_assert(standing_holds(standings, &key, "v.2", 0));
    cr_assert_not(standing_holds(standings, &key, "v.1", 0));
}

Test(standing, until_the_key_ends)
{
    standing_note(standings, &key, "v.1", 1000);
    cr_assert(standing_holds(standings, &key, "v.1", 999));
    cr_assert_not(standing_holds(standings, &key, "v.1", 1000));
    cr_assert_not(standing_holds(standings, &key, "v.1", 1001));
}

Test(standing, of_this_credential_alone)
{
    struct caller other = token;
    standing_note(standings, &token, "v.1", 0);
    cr_assert(standing_holds(standings, &token, "v.1", 0));
    other.token = "u";
    cr_assert_not(standing_holds(standings, &other, "v.1", 0));
    other = token;
    other.issued_at = "4";
    cr_assert_not(standing_holds(standings, &other, "v.1", 0));
    other = token;
    other.subject = NULL;
    cr_assert_not(standing_holds(standings, &other, "v.1", 0));
    cr_assert_not(standing_holds(standings, &key, "v.1", 0));
}
