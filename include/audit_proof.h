#ifndef CONTINUUM_AUDIT_PROOF_H
#define CONTINUUM_AUDIT_PROOF_H

#include <stdbool.h>

#include "audit_anchor.h"

/*
 * Whether the audit is what it was when it was written. A proof is given the
 * chains, then their entries in order of chain and number; it computes every
 * hash anew, and names on standard error what does not hold. Its memory does
 * not grow with the entries.
 *
 * An entry's hash is SHA-256 of the hash before it and of the entry's text: its
 * fields as LENGTH:BYTES, or - for null, with commas between. Without anchors the
 * end of a chain is what the database says; with them, what was logged.
 */

/* Of an entry, in the order of its text: the number of the chain, its own, … */
#define AUDIT_FIELDS 15

/* What stays named; more is counted. */
#define AUDIT_FAULTS_NAMED 1000

struct proof_chain {
    bool there;
    long long entries, retired; /* as the database says */
    unsigned char head[AUDIT_HASH];
    unsigned char retired_head[AUDIT_HASH];
    long long last; /* as the entries say so far */
    unsigned char previous[AUDIT_HASH];
    size_t anchored; /* anchors that are done */
};

/* Begins with zeros but for its anchors, which are sorted. */
struct proof {
    const struct anchors *anchors;
    struct proof_chain chains[AUDIT_CHAINS];
    long long entries, faults;
    size_t retired_anchors;
    long long stray; /* the last chain that is none, and two more */
};

/* A row of audit_chain: its number, entries, head, retired, retired_head; hashes
 * are hex. NULL is null. */
void proof_chain(struct proof *proof, const char *const row[5]);

/* An entry: its fields, and its hash in hex. */
void proof_entry(struct proof *proof, const char *const fields[AUDIT_FIELDS], const char *hash);

/* After the last: whether all of it holds. */
bool proof_end(struct proof *proof);

/* How much was checked, and the head of every chain, for the next to compare. */
void proof_print(const struct proof *proof);

#endif
