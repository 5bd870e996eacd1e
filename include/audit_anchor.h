#ifndef CONTINUUM_AUDIT_ANCHOR_H
#define CONTINUUM_AUDIT_ANCHOR_H

#include <stdbool.h>
#include <stddef.h>

#define AUDIT_CHAINS 64
#define AUDIT_HASH 32 /* bytes */

/* An entry as somebody outside of the database has it: CHAIN:ENTRY:HASH. */
struct anchor {
    long long entry;
    unsigned char hash[AUDIT_HASH];
};

/* Those of a chain; 40 bytes each, so that a million take 40 MB and, while the
 * array grows, twice that. */
struct anchor_list {
    struct anchor *items;
    size_t count, room;
    long long young; /* the first entry that must not be retired yet; 0: none */
};

/* All that were read; begins with zeros. */
struct anchors {
    struct anchor_list chains[AUDIT_CHAINS];
    size_t count;
    size_t strange; /* lines whose anchor is none; each was named on standard error */
};

/*
 * Reads a file ("-" for standard input): the service's log, whose lines of JSON
 * have it in "audit", or what an earlier verification printed, "head ANCHOR".
 * Every other line is passed over. A line of the log with a "time" of that day
 * (YYYY-MM-DD) or later tells that its entry is young. False, with the reason on
 * standard error, where the file cannot be read.
 */
bool anchors_read(struct anchors *anchors, const char *path, const char *day)
    __attribute__((warn_unused_result));

/* Puts those of each chain in order, for a proof. */
void anchors_sort(struct anchors *anchors);
void anchors_free(struct anchors *anchors);

/* 64 hex digits as a hash; false where text is not that. */
bool hash_from_hex(const char *text, unsigned char hash[AUDIT_HASH]);

#endif
