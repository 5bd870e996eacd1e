#ifndef CONTINUUM_FOLD_H
#define CONTINUUM_FOLD_H

struct config;

/*
 * Folds changes into cells in the background, so that readers find few of them.
 * Every instance does, and only one at a time: which, the database decides. Nothing
 * depends on it but speed.
 */
struct fold;

/* NULL where FOLD_MS is 0. */
struct fold *fold_start(const struct config *config);
void fold_stop(struct fold *fold);

#endif
