/*
 * DPDK's longest-prefix-match tables behind the native methods of
 * org.firsthop.benchmarks.fib.DpdkPeers: a table is made, filled, and then looked up over arrays
 * outside the heap, so that one call covers many addresses and costs nothing by itself. The answers
 * of each vector of addresses replace those of the one before, as in a router.
 */
#include <errno.h>
#include <jni.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_config.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_fib.h>
#include <rte_fib6.h>
#include <rte_lpm.h>
#include <rte_lpm6.h>
#include <rte_memory.h>
#include <rte_version.h>

/* Answers that are kept. */
#define VECTOR 256

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_org_firsthop_benchmarks_fib_DpdkPeers_##name

NATIVE(jint, initialize)(JNIEnv *env, jclass type, jobjectArray words) {
    const jsize count = (*env)->GetArrayLength(env, words);
    char **arguments = calloc((size_t) count + 1, sizeof(char *));
    for (jsize i = 0; i < count; i++) {
        jstring word = (jstring) (*env)->GetObjectArrayElement(env, words, i);
        const char *text = (*env)->GetStringUTFChars(env, word, NULL);
        arguments[i] = strdup(text);
        (*env)->ReleaseStringUTFChars(env, word, text);
    }
    return rte_eal_init(count, arguments);
}

NATIVE(jstring, version)(JNIEnv *env, jclass type) {
    return (*env)->NewStringUTF(env, rte_version());
}

/* ---- IPv4: rte_lpm ---- */

NATIVE(jlong, lpmCreate)(JNIEnv *env, jclass type, jint rules, jint groups) {
    const struct rte_lpm_config config = {.max_rules = (uint32_t) rules, .number_tbl8s = (uint32_t) groups};
    return (jlong) (uintptr_t) rte_lpm_create("lpm", SOCKET_ID_ANY, &config);
}

NATIVE(jint, lpmAdd)(JNIEnv *env, jclass type, jlong table, jint prefix, jint length, jint hop) {
    return rte_lpm_add((struct rte_lpm *) (uintptr_t) table, (uint32_t) prefix, (uint8_t) length, (uint32_t) hop);
}

/*
 * Writes one prefix of 24 bits or less as rte_lpm_add would, over all that lies below it: prefixes come in the order of
 * their lengths. rte_lpm_add searches its rules one by one, and takes minutes for a full table.
 */
NATIVE(void, lpmWrite)(JNIEnv *env, jclass type, jlong table, jint prefix, jint length, jint hop) {
    struct rte_lpm *lpm = (struct rte_lpm *) (uintptr_t) table;
    const uint32_t first = (uint32_t) prefix >> 8;
    const uint32_t count = UINT32_C(1) << (24 - length);
    const struct rte_lpm_tbl_entry entry = {
        .next_hop = (uint32_t) hop, .valid = 1, .valid_group = 0, .depth = (uint8_t) length};
    for (uint32_t i = 0; i < count; i++) {
        lpm->tbl24[first + i] = entry;
    }
}

NATIVE(void, lpmLookup)(JNIEnv *env, jclass type, jlong table, jlong addresses, jlong hops, jint count) {
    const struct rte_lpm *lpm = (const struct rte_lpm *) (uintptr_t) table;
    const uint32_t *from = (const uint32_t *) (uintptr_t) addresses;
    uint32_t *to = (uint32_t *) (uintptr_t) hops;
    for (jint i = 0; i < count; i++) {
        uint32_t hop;
        to[i & (VECTOR - 1)] = rte_lpm_lookup(lpm, from[i], &hop) == 0 ? hop : 0;
    }
}

NATIVE(void, lpmLookupBulk)(JNIEnv *env, jclass type, jlong table, jlong addresses, jlong hops, jint count, jint bulk) {
    const struct rte_lpm *lpm = (const struct rte_lpm *) (uintptr_t) table;
    const uint32_t *from = (const uint32_t *) (uintptr_t) addresses;
    uint32_t *to = (uint32_t *) (uintptr_t) hops;
    if (bulk == 64) {
        for (jint i = 0; i < count; i += 64) {
            rte_lpm_lookup_bulk(lpm, from + i, to + (i & (VECTOR - 1)), 64);
        }
    } else {
        for (jint i = 0; i < count; i += VECTOR) {
            rte_lpm_lookup_bulk(lpm, from + i, to, VECTOR);
        }
    }
    /* The results bear flags in the upper octet; a caller tests RTE_LPM_LOOKUP_SUCCESS, which we leave to it. */
}

/* ---- IPv4: rte_fib, DIR-24-8 ---- */

NATIVE(jlong, fibCreate)(JNIEnv *env, jclass type, jint routes, jint groups) {
    struct rte_fib_conf config = {.type = RTE_FIB_DIR24_8, .default_nh = 0, .max_routes = routes};
    config.dir24_8.nh_sz = RTE_FIB_DIR24_8_2B;
    config.dir24_8.num_tbl8 = (uint32_t) groups;
    return (jlong) (uintptr_t) rte_fib_create("fib", SOCKET_ID_ANY, &config);
}

NATIVE(jint, fibAdd)(JNIEnv *env, jclass type, jlong table, jint prefix, jint length, jint hop) {
    return rte_fib_add((struct rte_fib *) (uintptr_t) table, (uint32_t) prefix, (uint8_t) length, (uint64_t) hop);
}

NATIVE(jint, fibSelect)(JNIEnv *env, jclass type, jlong table, jint lookup) {
    return rte_fib_select_lookup((struct rte_fib *) (uintptr_t) table, (enum rte_fib_lookup_type) lookup);
}

NATIVE(void, fibLookupBulk)(JNIEnv *env, jclass type, jlong table, jlong addresses, jlong hops, jint count, jint bulk) {
    struct rte_fib *fib = (struct rte_fib *) (uintptr_t) table;
    uint32_t *from = (uint32_t *) (uintptr_t) addresses;
    uint64_t *to = (uint64_t *) (uintptr_t) hops;
    for (jint i = 0; i < count; i += bulk) {
        rte_fib_lookup_bulk(fib, from + i, to + (i & (VECTOR - 1)), bulk);
    }
}

/* ---- IPv6: rte_lpm6 ---- */

NATIVE(jlong, lpm6Create)(JNIEnv *env, jclass type, jint rules, jint groups) {
    const struct rte_lpm6_config config = {.max_rules = (uint32_t) rules, .number_tbl8s = (uint32_t) groups};
    return (jlong) (uintptr_t) rte_lpm6_create("lpm6", SOCKET_ID_ANY, &config);
}

static void octets(uint8_t address[16], const jlong high, const jlong low) {
    for (int i = 0; i < 8; i++) {
        address[i] = (uint8_t) ((uint64_t) high >> (56 - 8 * i));
        address[8 + i] = (uint8_t) ((uint64_t) low >> (56 - 8 * i));
    }
}

NATIVE(jint, lpm6Add)(JNIEnv *env, jclass type, jlong table, jlong high, jlong low, jint length, jint hop) {
    uint8_t prefix[16];
    octets(prefix, high, low);
    return rte_lpm6_add((struct rte_lpm6 *) (uintptr_t) table, prefix, (uint8_t) length, (uint32_t) hop);
}

NATIVE(void, lpm6Lookup)(JNIEnv *env, jclass type, jlong table, jlong addresses, jlong hops, jint count) {
    const struct rte_lpm6 *lpm = (const struct rte_lpm6 *) (uintptr_t) table;
    const uint8_t *from = (const uint8_t *) (uintptr_t) addresses;
    uint32_t *to = (uint32_t *) (uintptr_t) hops;
    for (jint i = 0; i < count; i++) {
        uint32_t hop;
        to[i & (VECTOR - 1)] = rte_lpm6_lookup(lpm, from + 16 * (size_t) i, &hop) == 0 ? hop : 0;
    }
}

NATIVE(void, lpm6LookupBulk)(JNIEnv *env, jclass type, jlong table, jlong addresses, jlong hops, jint count, jint bulk) {
    const struct rte_lpm6 *lpm = (const struct rte_lpm6 *) (uintptr_t) table;
    uint8_t(*from)[16] = (uint8_t(*)[16]) (uintptr_t) addresses;
    int32_t *to = (int32_t *) (uintptr_t) hops;
    for (jint i = 0; i < count; i += bulk) {
        rte_lpm6_lookup_bulk_func(lpm, from + i, to + (i & (VECTOR - 1)), (unsigned) bulk);
    }
}

/* ---- IPv6: rte_fib6, trie ---- */

NATIVE(jlong, fib6Create)(JNIEnv *env, jclass type, jint routes, jint groups) {
    struct rte_fib6_conf config = {.type = RTE_FIB6_TRIE, .default_nh = 0, .max_routes = routes};
    config.trie.nh_sz = RTE_FIB6_TRIE_4B;
    config.trie.num_tbl8 = (uint32_t) groups;
    return (jlong) (uintptr_t) rte_fib6_create("fib6", SOCKET_ID_ANY, &config);
}

NATIVE(jint, fib6Add)(JNIEnv *env, jclass type, jlong table, jlong high, jlong low, jint length, jint hop) {
    uint8_t prefix[16];
    octets(prefix, high, low);
    return rte_fib6_add((struct rte_fib6 *) (uintptr_t) table, prefix, (uint8_t) length, (uint64_t) hop);
}

NATIVE(jint, fib6Select)(JNIEnv *env, jclass type, jlong table, jint lookup) {
    return rte_fib6_select_lookup((struct rte_fib6 *) (uintptr_t) table, (enum rte_fib6_lookup_type) lookup);
}

NATIVE(void, fib6LookupBulk)(JNIEnv *env, jclass type, jlong table, jlong addresses, jlong hops, jint count, jint bulk) {
    struct rte_fib6 *fib = (struct rte_fib6 *) (uintptr_t) table;
    uint8_t(*from)[16] = (uint8_t(*)[16]) (uintptr_t) addresses;
    uint64_t *to = (uint64_t *) (uintptr_t) hops;
    for (jint i = 0; i < count; i += bulk) {
        rte_fib6_lookup_bulk(fib, from + i, to + (i & (VECTOR - 1)), bulk);
    }
}
