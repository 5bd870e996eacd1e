#include "tally.h"

/* Many at once: what is added does not change meanwhile. */
static void average(double *restrict to, const double *restrict from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (to[i] + from[i]) / 2;
}

/* From the greatest sum down, in pieces no longer than the rank. */
void toss(double *cells, size_t sum, size_t rank)
{
    if (rank == 0)
        return;
    for (size_t end = sum + 1; end > rank;) {
        size_t begin = end > 2 * rank ? end - rank : rank;
        average(cells + begin, cells + begin - rank, end - begin);
        end = begin;
    }
    for (size_t s = 0; s < rank && s <= sum; s++)
        cells[s] /= 2;
}

void draw_begin(struct draw *draw)
{
    size_t size = ((size_t)draw->drawn + 1) * draw->width;
    for (size_t i = 0; i < size; i++)
        draw->cells[i] = 0;
    draw->cells[0] = 1;
    draw->offered = 0;
}

/* The row of j drawn gains from the row before it, which has not changed yet:
 * of the values left, (drawn - j) would still be taken. */
static void offer_row(const struct draw *draw, long long j, size_t score)
{
    double left = (double)(draw->of - draw->offered);
    double stay = (left - (double)(draw->drawn - j)) / left;
    double take = (double)(draw->drawn - j + 1) / left;
    double *row = draw->cells + (size_t)j * draw->width;
    for (size_t s = 0; s < draw->width; s++)
        row[s] *= stay;
    if (j == 0)
        return;
    const double *before = row - draw->width;
    for (size_t s = score; s < draw->width; s++)
        row[s] += take * before[s - score];
}

void draw_offer(struct draw *draw, size_t score)
{
    long long most = draw->offered + 1 < draw->drawn ? draw->offered + 1 : draw->drawn;
    for (long long j = most; j >= 0; j--)
        offer_row(draw, j, score);
    draw->offered++;
}
