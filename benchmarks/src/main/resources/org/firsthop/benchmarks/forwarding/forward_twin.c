/*
 * The router's way of a plain IPv4 packet, written in C: receive from a trace, validate with checksum, look up, count down the
 * TTL, lay a new link header before it, transmit. The frames, their descriptors, the steps and their order are those of the Java
 * router; the table is DIR-24-8's first level, read from the file that the Java side has written from its own FIB.
 *
 * Usage: forward_twin FILE VECTOR SLICES
 * Prints for each slice the nanoseconds of CPU time a packet: of the whole way, and of receiving and transmitting alone.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

enum {
    SLOT = 2112,
    HEADROOM = 138,
    FRAMES = 1024,
    MAX_VECTOR = 256,
    ETHERNET = 14,
    IPV4 = 20,
    LINK_HEADER_COPY = 24,
    FORWARD = 1,
    VECTORS_A_SLICE = 20000
};

struct descriptor {
    int32_t offset, length;
    uint16_t l3, l4, ingress;
    uint8_t flags, state;
    uint32_t flow_hash, adjacency;
    uint64_t timestamp;
};

struct adjacency {
    uint8_t kind, link_header_length;
    uint16_t egress, mtu, unused;
    uint8_t link_header[LINK_HEADER_COPY];
};

struct file {
    uint32_t packets, packet_length, adjacencies, unused;
    uint64_t mac;
};

static uint8_t *slots;
static struct descriptor *descriptors;
static int stack[FRAMES], depth;
static const struct file *file;
static const uint8_t *trace;
static const struct adjacency *adjacencies;
static const uint32_t *table;
static uint64_t macs[1];
static uint32_t next_packet;

static uint8_t *addresses[MAX_VECTOR];
static uint64_t own[MAX_VECTOR];
static int lengths[MAX_VECTOR], link_header_lengths[MAX_VECTOR], sent[MAX_VECTOR];
static uint32_t destinations[MAX_VECTOR], answers[MAX_VECTOR];

static inline uint64_t u64(const void *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return __builtin_bswap64(value);
}

static inline uint32_t u32(const void *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return __builtin_bswap32(value);
}

static void receive(int *batch, int count) {
    for (int i = 0; i < count; i++) {
        const int frame = stack[--depth];
        struct descriptor *d = &descriptors[frame];
        memset(d, 0, sizeof *d);
        d->offset = frame * SLOT + HEADROOM;
        d->length = (int32_t) file->packet_length;
        memcpy(slots + d->offset, trace + (size_t) next_packet * file->packet_length, 64);
        next_packet = next_packet + 1 == file->packets ? 0 : next_packet + 1;
        batch[i] = frame;
    }
}

static void transmit(const int *batch, int count) {
    for (int i = 0; i < count; i++) {
        stack[depth++] = batch[i];
    }
}

/* Negative for an address whose first octet is 0, 127 or above 223. */
static inline int martian(int first_octet) {
    return (first_octet - 1) | (223 - first_octet) | ((first_octet ^ 127) - 1);
}

static inline int plain_length(const uint8_t *at, int received, uint64_t mac) {
    if (received < IPV4) {
        return 0;
    }
    const uint8_t *ip = at + ETHERNET;
    const uint64_t stations = u64(at), first = u64(ip), second = u64(ip + 8);
    const uint32_t types = u32(at + 12), destination = u32(ip + 16);
    const int total_length = (int) (first >> 32) & 0xFFFF, ttl = (int) (second >> 56);
    const uint64_t different = (stations >> 16 ^ mac) | (stations & 0x100) | (types >> 8 ^ 0x080045u);
    const int broken = (total_length - IPV4) | (received - total_length) | (ttl - 2) | martian((uint32_t) second >> 24)
            | martian(destination >> 24);
    const uint64_t sum = (first >> 32) + (uint32_t) first + (second >> 32) + (uint32_t) second + destination;
    return different == 0 && broken >= 0 && sum * 0xFFFEFFFEFFFEFFFFu <= UINT64_MAX / 65535 ? total_length : 0;
}

static int forward(const int *batch, int size) {
    for (int i = 0; i < size; i++) {
        const struct descriptor *d = &descriptors[batch[i]];
        addresses[i] = slots + d->offset;
        lengths[i] = d->length - ETHERNET;
        own[i] = macs[d->ingress];
    }
    for (int i = 0; i < size; i++) {
        const uint8_t *at = addresses[i];
        lengths[i] = plain_length(at, lengths[i], own[i]);
        destinations[i] = u32(at + ETHERNET + 16);
    }
    for (int i = 0; i < size; i++) {
        answers[i] = table[destinations[i] >> 8];
    }
    for (int i = 0; i < size; i++) {
        const struct adjacency *adjacency = &adjacencies[answers[i]];
        if (lengths[i] == 0 || adjacency->kind != FORWARD || lengths[i] > adjacency->mtu) {
            fprintf(stderr, "a packet of the trace is not plain, or has no next hop\n");
            exit(1);
        }
        uint8_t *ip = addresses[i] + ETHERNET;
        const uint32_t word = u32(ip + 8), sum = (word & 0xFFFF) + 0x100, checksum = (sum + (sum >= 0xFFFF)) & 0xFFFF;
        const uint32_t rewritten = __builtin_bswap32(((word & 0xFFFF0000) - 0x01000000) | checksum);
        memcpy(ip + 8, &rewritten, sizeof rewritten);
        memcpy(ip - LINK_HEADER_COPY, adjacency->link_header, LINK_HEADER_COPY);
        link_header_lengths[i] = adjacency->link_header_length;
    }
    for (int i = 0; i < size; i++) {
        struct descriptor *d = &descriptors[batch[i]];
        d->offset += ETHERNET - link_header_lengths[i];
        d->length = lengths[i] + link_header_lengths[i];
        d->l3 = link_header_lengths[i];
        sent[i] = batch[i];
    }
    return size;
}

static double cpu_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: forward_twin FILE VECTOR SLICES\n");
        return 2;
    }
    const int fd = open(argv[1], O_RDONLY), vector = atoi(argv[2]), slices = atoi(argv[3]);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0 || vector < 1 || vector > MAX_VECTOR) {
        perror(argv[1]);
        return 1;
    }
    file = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    adjacencies = (const struct adjacency *) (file + 1);
    table = (const uint32_t *) (adjacencies + file->adjacencies);
    trace = (const uint8_t *) (table + (1 << 24));
    macs[0] = file->mac;
    const size_t huge = 2 << 20;
    slots = aligned_alloc(huge, ((size_t) FRAMES * SLOT + huge) / huge * huge);
    descriptors = aligned_alloc(64, FRAMES * sizeof *descriptors);
    memset(slots, 0, (size_t) FRAMES * SLOT);
    for (int frame = 0; frame < FRAMES; frame++) {
        stack[depth++] = frame;
    }
    int batch[MAX_VECTOR];
    for (int slice = 0; slice < slices; slice++) {
        double begin = cpu_ns();
        for (int i = 0; i < VECTORS_A_SLICE; i++) {
            receive(batch, vector);
            transmit(sent, forward(batch, vector));
        }
        const double whole = (cpu_ns() - begin) / VECTORS_A_SLICE / vector;
        begin = cpu_ns();
        for (int i = 0; i < VECTORS_A_SLICE; i++) {
            receive(batch, vector);
            transmit(batch, vector);
        }
        printf("%.2f %.2f\n", whole, (cpu_ns() - begin) / VECTORS_A_SLICE / vector);
    }
    return 0;
}
