#include "transition.h"

/* False when a count is negative or they add up to nothing or too much. */
static bool is_counted(const struct transition *transition)
{
    long long sum = 0;
    for (size_t i = 0; i < transition->size * transition->size; i++) {
        long long count = transition->counts[i];
        if (count < 0 || __builtin_add_overflow(sum, count, &sum))
            return false;
    }
    return sum > 0;
}

bool transition_moves(const struct transition *transition, struct moves *moves)
{
    if (!is_counted(transition))
        return false;
    struct moves found = {0};
    for (size_t i = 0; i < transition->size * transition->size; i++) {
        size_t from = i / transition->size;
        size_t to = i % transition->size;
        long long *move = to > from ? &found.improved : &found.declined;
        *(to == from ? &found.same : move) += transition->counts[i];
    }
    *moves = found;
    return true;
}

bool transition_changes(const struct transition *transition, double *values, long long *counts,
                        struct tally *changes)
{
    if (!is_counted(transition))
        return false;
    size_t size = transition->size;
    for (size_t i = 0; i < 2 * size - 1; i++) {
        values[i] = (double)i - (double)(size - 1);
        counts[i] = 0;
    }
    for (size_t i = 0; i < size * size; i++)
        counts[i % size + (size - 1) - i / size] += transition->counts[i];
    *changes = (struct tally){.size = 2 * size - 1, .values = values, .counts = counts};
    return true;
}

bool transition_at_or_above(const struct transition *transition, int level, struct fourfold *table)
{
    if (!is_counted(transition))
        return false;
    struct fourfold found = {0};
    for (size_t i = 0; i < transition->size * transition->size; i++) {
        bool before = transition->first + (long long)(i / transition->size) >= level;
        bool after = transition->first + (long long)(i % transition->size) >= level;
        long long *stays = before ? &found.a : &found.d;
        long long *moves = before ? &found.b : &found.c;
        *(before == after ? stays : moves) += transition->counts[i];
    }
    *table = found;
    return true;
}
