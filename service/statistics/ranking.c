#include "ranking.h"

static bool is_better(long long rank, long long other)
{
    return rank != 0 && (other == 0 || rank < other);
}

/* n - r of the average rank: one for each option behind, half of one for each that is tied. */
static double points_of(size_t options, const long long *ranks, size_t option)
{
    double points = 0;
    for (size_t other = 0; other < options; other++)
        if (is_better(ranks[option], ranks[other]))
            points += 1;
        else if (other != option && ranks[other] == ranks[option])
            points += 0.5;
    return points;
}

void ranking_borda(size_t options, const long long *ranks, long long voters, double *points)
{
    for (size_t i = 0; i < options; i++)
        points[i] += (double)voters * points_of(options, ranks, i);
}

void ranking_pairs(size_t options, const long long *ranks, long long voters, long long *pairs)
{
    for (size_t i = 0; i < options; i++)
        for (size_t j = 0; j < options; j++)
            if (is_better(ranks[i], ranks[j]))
                pairs[i * options + j] += voters;
}

static bool beats(size_t options, const long long *pairs, size_t one, size_t other)
{
    return pairs[one * options + other] > pairs[other * options + one];
}

/* Marks in wins what an option beats, directly or over others; losses hold those whose own
 * victories are still to be looked at. Both are counted afterwards. */
static void reach(size_t options, const long long *pairs, size_t from, struct copeland *results)
{
    size_t waiting = 0;
    for (size_t i = 0; i < options; i++)
        results[i].wins = 0;
    for (size_t at = from;; at = results[--waiting].losses) {
        for (size_t i = 0; i < options; i++)
            if (!results[i].wins && beats(options, pairs, at, i)) {
                results[i].wins = 1;
                results[waiting++].losses = i;
            }
        if (!waiting)
            return;
    }
}

static void count_pairs(size_t options, const long long *pairs, size_t option,
                        struct copeland *result)
{
    result->wins = result->ties = result->losses = 0;
    for (size_t other = 0; other < options; other++)
        if (other == option)
            continue;
        else if (beats(options, pairs, option, other))
            result->wins++;
        else if (beats(options, pairs, other, option))
            result->losses++;
        else
            result->ties++;
    result->condorcet = options > 1 && result->wins == options - 1;
}

void ranking_copeland(size_t options, const long long *pairs, struct copeland *results)
{
    for (size_t i = 0; i < options; i++) {
        reach(options, pairs, i, results);
        results[i].cyclic = results[i].wins != 0;
    }
    for (size_t i = 0; i < options; i++)
        count_pairs(options, pairs, i, &results[i]);
}

double ranking_score(const struct copeland *result)
{
    return (double)result->wins + (double)result->ties / 2;
}

void ranking_places(size_t options, const double *scores, size_t *places)
{
    for (size_t i = 0; i < options; i++) {
        places[i] = 1;
        for (size_t j = 0; j < options; j++)
            places[i] += scores[j] > scores[i];
    }
}
