/*
 * lwIP as Debian builds it, in memory and in one thread, doing what Harness and LifeBenchmark do with the engine: passive
 * handshakes that end with a reset, beside idle connections, and lives of nine segments from both ends.
 *
 *   lwip_peer handshake IDLE SLICES     prints a line a slice: ns of CPU time a connection
 *   lwip_peer life 0 SLICES
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <lwip/init.h>
#include <lwip/ip4.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>

#define PACKETS_A_TIMER 250000 /* a microsecond a packet, and tcp_tmr every 250 ms */

static struct netif interface;
static uint8_t replies[64][256];
static int reply_lengths[64];
static unsigned reply_count;
static long packets;

static double cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static void fail(const char *what)
{
    fprintf(stderr, "lwip_peer: %s\n", what);
    exit(1);
}

static err_t transmit(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
    if (p->tot_len > sizeof replies[0] || reply_count == 64) return ERR_MEM;
    reply_lengths[reply_count] = pbuf_copy_partial(p, replies[reply_count], p->tot_len, 0);
    reply_count++;
    return ERR_OK;
}

static err_t set_up(struct netif *netif)
{
    netif->output = transmit;
    netif->mtu = 1500;
    netif->name[0] = 'm';
    netif->name[1] = 'm';
    return ERR_OK;
}

static void receive(void *packet, int length)
{
    struct pbuf *p = pbuf_alloc_reference(packet, length, PBUF_ROM);
    if (!p || ip4_input(p, &interface) != ERR_OK) fail("no memory");
    if (++packets % PACKETS_A_TIMER == 0) tcp_tmr();
}

/* The client of the handshakes. */

static uint32_t fold(uint64_t sum)
{
    while (sum >> 16) sum = (sum >> 16) + (sum & 0xFFFF);
    return ~sum & 0xFFFF;
}

static void put16(uint8_t *to, uint32_t value) { to[0] = value >> 8; to[1] = value; }
static void put32(uint8_t *to, uint32_t value) { value = __builtin_bswap32(value); memcpy(to, &value, 4); }

static int generate(uint8_t *p, uint32_t number, uint32_t seq, uint32_t ack, uint32_t flags, int options)
{
    uint32_t segment = options ? 40 : 20, source = 0x0B000000 + (number >> 14), server = 0x0A000001;
    uint32_t ports = (1024 + (number & 0x3FFF)) << 16 | 80, word = segment << 26 | flags << 16 | 65535;
    uint64_t addresses = (uint64_t) source + server;
    uint64_t sum = addresses + 6 + segment + ports + seq + ack + word;
    put32(p, 0x45000000 | (20 + segment));
    put32(p + 4, 0);
    put32(p + 8, 0x40060000 | fold(addresses + (0x45000000 | (20 + segment)) + 0x40060000));
    put32(p + 12, source);
    put32(p + 16, server);
    put32(p + 20, ports);
    put32(p + 24, seq);
    put32(p + 28, ack);
    put32(p + 32, word);
    if (options) {
        put32(p + 40, 0x020405B4);
        put32(p + 44, 0x0402080A);
        put32(p + 48, number);
        put32(p + 52, 0);
        put32(p + 56, 0x01030307);
        sum += (uint64_t) 0x020405B4 + 0x0402080A + number + 0x01030307;
    }
    put32(p + 36, fold(sum) << 16);
    return 20 + segment;
}

static int accepted;

static err_t on_accept_idle(void *arg, struct tcp_pcb *pcb, err_t error)
{
    accepted++;
    return ERR_OK;
}

static void handshake(uint32_t number, int reset)
{
    static uint8_t packet[128];
    uint32_t iss = number * 0x9E3779B9u, peer;
    reply_count = 0;
    receive(packet, generate(packet, number, iss, 0, TCP_SYN, 1));
    memcpy(&peer, replies[0] + 24, 4);
    peer = __builtin_bswap32(peer) + 1;
    receive(packet, generate(packet, number, iss + 1, peer, TCP_ACK, 0));
    if (reset) receive(packet, generate(packet, number, iss + 1, 0, TCP_RST, 0));
}

/* Both ends of the lives: the stack talks to itself through packets whose addresses are swapped, which no checksum sees. */

static int server_closed, client_connected, server_received;

static err_t on_server_receive(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t error)
{
    if (!p) {
        server_closed++;
        return tcp_close(pcb);
    }
    server_received += p->tot_len;
    tcp_recved(pcb, p->tot_len);
    pbuf_free(p);
    tcp_ack_now(pcb);
    return ERR_OK;
}

static err_t on_accept_life(void *arg, struct tcp_pcb *pcb, err_t error)
{
    tcp_recv(pcb, on_server_receive);
    return ERR_OK;
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t error)
{
    client_connected++;
    return ERR_OK;
}

static long life_segments;

static void exchange(void)
{
    while (reply_count > 0) {
        static uint8_t packet[64][256];
        static int lengths[64];
        int n = reply_count;
        for (int i = 0; i < n; i++) {
            memcpy(packet[i], replies[i], lengths[i] = reply_lengths[i]);
            memcpy(packet[i] + 12, replies[i] + 16, 4);
            memcpy(packet[i] + 16, replies[i] + 12, 4);
        }
        reply_count = 0;
        life_segments += n;
        for (int i = 0; i < n; i++) receive(packet[i], lengths[i]);
    }
}

static void life(uint32_t number)
{
    static const char request[64];
    ip_addr_t to;
    IP_ADDR4(&to, 10, 0, 0, 2);
    struct tcp_pcb *pcb = tcp_new();
    if (!pcb || tcp_connect(pcb, &to, 80, on_connected) != ERR_OK) fail("connect");
    exchange();
    tcp_write(pcb, request, sizeof request, 0);
    tcp_output(pcb);
    exchange();
    tcp_close(pcb);
    exchange();
    while (tcp_tw_pcbs) tcp_abort(tcp_tw_pcbs); /* its list of TIME-WAIT is searched from end to end */
}

int main(int count, char **arguments)
{
    if (count != 4) fail("usage");
    int lives = !strcmp(arguments[1], "life"), idle = atoi(arguments[2]), slices = atoi(arguments[3]);
    ip4_addr_t address, mask, gateway;
    IP4_ADDR(&address, 10, 0, 0, 1);
    IP4_ADDR(&mask, 255, 0, 0, 0);
    IP4_ADDR(&gateway, 10, 0, 0, 254);
    lwip_init();
    netif_add(&interface, &address, &mask, &gateway, NULL, set_up, ip4_input);
    netif_set_default(&interface);
    netif_set_up(&interface);
    netif_set_link_up(&interface);
    struct tcp_pcb *pcb = tcp_new();
    if (!pcb || tcp_bind(pcb, IP_ADDR_ANY, 80) != ERR_OK) fail("bind");
    pcb = tcp_listen_with_backlog(pcb, 255);
    tcp_accept(pcb, lives ? on_accept_life : on_accept_idle);
    uint32_t number = 0;
    reply_count = 0;
    for (int i = 0; i < idle; i++) handshake(number++, 0);
    if (!lives && accepted != idle) fail("not all idle connections were accepted");
    int connections = idle < 1000 ? 300000 : idle < 10000 ? 60000 : 4000;
    for (int slice = -1; slice < slices; slice++) {
        int before = lives ? server_closed : accepted;
        double begin = cpu_ns();
        life_segments = 0;
        for (int i = 0; i < connections; i++) {
            if (lives) life(number++); else handshake(number++, 1);
        }
        double ns = (cpu_ns() - begin) / connections;
        if ((lives ? server_closed : accepted) - before != connections) fail("not all connections were completed");
        if (slice >= 0) printf("%.1f %.2f\n", ns, (double) life_segments / connections);
    }
    return 0;
}
