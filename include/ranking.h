#ifndef CONTINUUM_RANKING_H
#define CONTINUUM_RANKING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What ballots come to. Options are numbered from 0; a ballot's ranks are from 1, the best,
 * equal where options are tied, 0 for what it does not rank, which is tied behind the rest.
 *
 * Borda: of n options, one at rank r gets n - r; tied options share what their ranks get
 * (average ranks; Black 1976). So every ballot gives n(n - 1) / 2 points.
 * Copeland (1951): who wins more pairs stands higher; a tied pair is half a win for each.
 * The Condorcet winner wins all of its pairs. Majorities can run in a circle (Condorcet 1785).
 */

/* Adds the points of so many voters with the same ballot. */
void ranking_borda(size_t options, const long long *ranks, long long voters, double *points);

/* Adds to pairs[i * options + j] the voters who prefer i to j. */
void ranking_pairs(size_t options, const long long *ranks, long long voters, long long *pairs);

struct copeland {
    size_t wins, ties, losses; /* of pairs with other options */
    bool condorcet;            /* it wins all, and there are others */
    bool cyclic;               /* it beats, over others, itself */
};

void ranking_copeland(size_t options, const long long *pairs, struct copeland *results);

/* wins and half of the ties */
double ranking_score(const struct copeland *result);

/* The place of each score, 1 for the highest; equal scores have the same. */
void ranking_places(size_t options, const double *scores, size_t *places);

#endif
