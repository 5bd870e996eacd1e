#include "audit_proof.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "text.h"

static const unsigned char nothing[AUDIT_HASH];

__attribute__((format(printf, 2, 3))) static void fault(struct proof *proof, const char *format,
                                                        ...)
{
    if (++proof->faults > AUDIT_FAULTS_NAMED)
        return;
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

static void fault_range(struct proof *proof, int chain, long long first, long long last,
                        const char *what)
{
    if (first == last)
        fault(proof, "%d:%lld: %s", chain, first, what);
    else
        fault(proof, "%d:%lld to %d:%lld: %s", chain, first, chain, last, what);
}

static bool same(const unsigned char *hash, const unsigned char *other)
{
    return memcmp(hash, other, AUDIT_HASH) == 0;
}

static long long number_of(const char *text)
{
    long long number;
    return text && text_to_integer(text, &number) ? number : -1;
}

/* -1 where there is no such chain; that is named once for all its entries. */
static int chain_of(struct proof *proof, const char *text, const char *of)
{
    long long number = number_of(text);
    if (number >= 0 && number < AUDIT_CHAINS)
        return (int)number;
    if (proof->stray != number + 2 || !*of)
        fault(proof, "%s: there is no such chain%s", text ? text : "null", of);
    proof->stray = number + 2;
    return -1;
}

void proof_chain(struct proof *proof, const char *const row[5])
{
    int number = chain_of(proof, row[0], "");
    if (number < 0)
        return;
    struct proof_chain *chain = &proof->chains[number];
    if (chain->there)
        fault(proof, "%d: the chain is there twice", number);
    chain->there = true;
    chain->entries = number_of(row[1]);
    chain->retired = number_of(row[3]);
    if (!row[2] || !row[4] || !hash_from_hex(row[2], chain->head) ||
        !hash_from_hex(row[4], chain->retired_head) || chain->entries < 0 || chain->retired < 0)
        fault(proof, "%d: the chain has no head", number);
    else if (chain->retired == 0 && !same(chain->retired_head, nothing))
        fault(proof, "%d: it does not begin with nothing, though nothing was retired", number);
    chain->last = chain->retired;
    memcpy(chain->previous, chain->retired_head, AUDIT_HASH);
}

static void hash_field(crypto_hash_sha256_state *state, size_t index, const char *field)
{
    char length[32];
    int size = field ? snprintf(length, sizeof length, "%s%zu:", index ? "," : "", strlen(field))
                     : snprintf(length, sizeof length, "%s-", index ? "," : "");
    crypto_hash_sha256_update(state, (const unsigned char *)length, (unsigned long long)size);
    if (field)
        crypto_hash_sha256_update(state, (const unsigned char *)field, strlen(field));
}

static bool follows(const unsigned char *previous, const char *const *fields,
                    const unsigned char *hash)
{
    unsigned char computed[AUDIT_HASH];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, previous, AUDIT_HASH);
    for (size_t i = 0; i < AUDIT_FIELDS; i++)
        hash_field(&state, i, fields[i]);
    crypto_hash_sha256_final(&state, computed);
    return same(computed, hash);
}

/* The next anchor of the chain up to this entry; NULL when all are done. */
static const struct anchor *next_anchor(struct proof *proof, int number, long long entry)
{
    const struct anchor_list *list = &proof->anchors->chains[number];
    struct proof_chain *chain = &proof->chains[number];
    if (chain->anchored == list->count || list->items[chain->anchored].entry > entry)
        return NULL;
    return &list->items[chain->anchored++];
}

/* What was logged up to this entry, which has this hash. */
static void check_anchors(struct proof *proof, int number, long long entry,
                          const unsigned char *hash)
{
    const struct proof_chain *chain = &proof->chains[number];
    const struct anchor *anchor;
    while ((anchor = next_anchor(proof, number, entry))) {
        bool retired = anchor->entry <= chain->retired;
        const unsigned char *held = anchor->entry == entry            ? hash
                                    : anchor->entry == chain->retired ? chain->retired_head
                                                                      : NULL;
        proof->retired_anchors += retired;
        if (!held && !retired)
            fault(proof, "%d:%lld: the log has it, the audit has not", number, anchor->entry);
        else if (held && !same(held, anchor->hash))
            fault(proof, "%d:%lld: it has another hash in the log", number, anchor->entry);
    }
}

static void check_entry(struct proof *proof, int number, long long entry, const char *const *fields,
                        const unsigned char *hash)
{
    struct proof_chain *chain = &proof->chains[number];
    if (entry > chain->last + 1)
        fault_range(proof, number, chain->last + 1, entry - 1, "missing");
    else if (!follows(chain->previous, fields, hash))
        fault(proof, "%d:%lld: changed: its hash is not of its text and of the entry before it",
              number, entry);
    check_anchors(proof, number, entry, hash);
    chain->last = entry;
    memcpy(chain->previous, hash, AUDIT_HASH);
}

void proof_entry(struct proof *proof, const char *const fields[AUDIT_FIELDS], const char *hash)
{
    unsigned char stored[AUDIT_HASH] = {0}; /* what no text has */
    int number = chain_of(proof, fields[0], ", but there are entries of it");
    long long entry = number_of(fields[1]);
    proof->entries++;
    if (hash && !hash_from_hex(hash, stored))
        memset(stored, 0, sizeof stored);
    if (number < 0 || !proof->chains[number].there)
        return;
    if (entry < 1)
        fault(proof, "%d:%s: not a number of an entry", number, fields[1] ? fields[1] : "null");
    else if (entry <= proof->chains[number].retired)
        fault(proof, "%d:%lld: it is there, though it was retired", number, entry);
    else if (entry == proof->chains[number].last)
        fault(proof, "%d:%lld: it is there twice", number, entry);
    else
        check_entry(proof, number, entry, fields, stored);
}

static void end_chain(struct proof *proof, int number)
{
    struct proof_chain *chain = &proof->chains[number];
    long long young = proof->anchors->chains[number].young;
    if (!chain->there)
        fault(proof, "%d: the chain is missing", number);
    else if (chain->last < chain->entries)
        fault_range(proof, number, chain->last + 1, chain->entries, "missing at the end");
    else if (chain->last > chain->entries)
        fault_range(proof, number, chain->entries + 1, chain->last, "after the end of the chain");
    else if (!same(chain->previous, chain->head))
        fault(proof, "%d: its head is not the hash of its last entry", number);
    if (young && young <= chain->retired)
        fault(proof, "%d:%lld: it was retired, and in the log it is too young for that", number,
              young);
    check_anchors(proof, number, INT64_MAX, nothing);
}

bool proof_end(struct proof *proof)
{
    for (int i = 0; i < AUDIT_CHAINS; i++)
        end_chain(proof, i);
    if (proof->faults > AUDIT_FAULTS_NAMED)
        fprintf(stderr, "and %lld more\n", proof->faults - AUDIT_FAULTS_NAMED);
    return proof->faults == 0;
}

void proof_print(const struct proof *proof)
{
    printf("verified: %lld entries in %d chains, %zu anchors (%zu of them retired)\n",
           proof->entries, AUDIT_CHAINS, proof->anchors->count, proof->retired_anchors);
    for (int i = 0; i < AUDIT_CHAINS; i++) {
        char head[2 * AUDIT_HASH + 1];
        sodium_bin2hex(head, sizeof head, proof->chains[i].head, AUDIT_HASH);
        if (proof->chains[i].entries)
            printf("head %d:%lld:%s\n", i, proof->chains[i].entries, head);
    }
}
