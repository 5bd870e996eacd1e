#include <criterion/criterion.h>

#include "ranking.h"

/* Where Tennessee's capital should be, by distance (T. Levin, B. Nalebuff, An Introduction to
 * Vote-Counting Schemes, 1995, has the methods; the electorate is the textbook one): Memphis 42,
 * Nashville 26, Chattanooga 15, Knoxville 17 of 100 voters. */
enum { MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE, CITIES };

static const long long ranks[CITIES][CITIES] = {
    {1, 2, 3, 4}, {4, 1, 2, 3}, {4, 3, 1, 2}, {4, 3, 2, 1}};
static const long long voters[CITIES] = {42, 26, 15, 17};

Test(ranking, borda_points_of_tennessee)
{
    double points[CITIES] = {0};
    size_t places[CITIES];
    for (size_t i = 0; i < CITIES; i++)
        ranking_borda(CITIES, ranks[i], voters[i], points);
    cr_assert(points[MEMPHIS] == 126 && points[NASHVILLE] == 194);
    cr_assert(points[CHATTANOOGA] == 173 && points[KNOXVILLE] == 107);
    ranking_places(CITIES, points, places);
    cr_assert(places[NASHVILLE] == 1 && places[CHATTANOOGA] == 2 && places[MEMPHIS] == 3 &&
              places[KNOXVILLE] == 4);
}

Test(ranking, pairs_of_tennessee)
{
    long long pairs[CITIES * CITIES] = {0};
    struct copeland results[CITIES];
    for (size_t i = 0; i < CITIES; i++)
        ranking_pairs(CITIES, ranks[i], voters[i], pairs);
    cr_assert(pairs[NASHVILLE * CITIES + MEMPHIS] == 58);
    cr_assert(pairs[NASHVILLE * CITIES + CHATTANOOGA] == 68);
    cr_assert(pairs[CHATTANOOGA * CITIES + KNOXVILLE] == 83);
    ranking_copeland(CITIES, pairs, results);
    cr_assert(results[NASHVILLE].wins == 3 && results[CHATTANOOGA].wins == 2);
    cr_assert(results[KNOXVILLE].wins == 1 && results[MEMPHIS].losses == 3);
    for (size_t i = 0; i < CITIES; i++)
        cr_assert(results[i].condorcet == (i == NASHVILLE) && !results[i].cyclic);
}

/* Condorcet's paradox, 1785: each of three voters is reasonable, their majorities are not. */
Test(ranking, majorities_in_a_circle)
{
    static const long long circle[3][4] = {{1, 2, 3, 4}, {3, 1, 2, 4}, {2, 3, 1, 4}};
    long long pairs[16] = {0};
    struct copeland results[4];
    for (size_t i = 0; i < 3; i++)
        ranking_pairs(4, circle[i], 1, pairs);
    ranking_copeland(4, pairs, results);
    for (size_t i = 0; i < 3; i++)
        cr_assert(results[i].cyclic && !results[i].condorcet && ranking_score(&results[i]) == 2);
    cr_assert(!results[3].cyclic && results[3].losses == 3);
}

/* a > b = c, d not ranked: b and c share 2 and 1 points. */
Test(ranking, tied_options_share_their_ranks)
{
    static const long long tied[] = {1, 2, 2, 0};
    double points[4] = {0};
    long long pairs[16] = {0};
    struct copeland results[4];
    ranking_borda(4, tied, 2, points);
    cr_assert(points[0] == 6 && points[1] == 3 && points[2] == 3 && points[3] == 0);
    ranking_pairs(4, tied, 1, pairs);
    ranking_copeland(4, pairs, results);
    cr_assert(results[1].ties == 1 && ranking_score(&results[1]) == 1.5);
}

Test(ranking, one_option_alone_wins_nothing)
{
    const long long alone[] = {1};
    long long pairs[1] = {0};
    struct copeland result;
    ranking_pairs(1, alone, 5, pairs);
    ranking_copeland(1, pairs, &result);
    cr_assert(result.wins == 0 && !result.condorcet && !result.cyclic);
}
