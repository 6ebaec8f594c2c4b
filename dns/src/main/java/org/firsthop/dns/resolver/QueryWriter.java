package org.firsthop.dns.resolver;

import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordClass;
import org.jspecify.annotations.Nullable;

/**
 * Writes queries to servers, and judges the cookies that come back: the question in random case, and over it EDNS with a payload
 * of 1,232 octets and a cookie (RFC 6891, RFC 7873), or neither to a server that does not know EDNS.
 */
final class QueryWriter {
    static final int PAYLOAD = 1232;

    /** The response has no cookie, or none was sent. */
    static final int COOKIE_ABSENT = 0;

    static final int COOKIE_GOOD = 1;

    /** The client's part is not the one that was sent. */
    static final int COOKIE_WRONG = 2;

    private static final int OPT_TYPE = 41;
    private static final int COOKIE_OPTION = 10;
    private static final int CLIENT_COOKIE_LENGTH = 8;

    private final ResolverConfig config;
    private final ChaChaRandom random;
    private final ServerTable servers;
    private final SipHash cookieHash;

    QueryWriter(final ResolverConfig config, final ChaChaRandom random, final ServerTable servers) {
        this.config = config;
        this.random = random;
        this.servers = servers;
        this.cookieHash = SipHash.sipHash24(random.nextLong(), random.nextLong());
    }

    /** Writes the query of an exchange, for whose name there is room and a copy already. */
    void write(final Exchange exchange, final long now) {
        final long query = exchange.query;
        Memory.putU16(null, query, exchange.id);
        Memory.putU16(null, query + 2, exchange.recursive ? MessageHeader.RD : 0);
        Memory.putI64(null, query + 4, exchange.edns ? 0x0001_0000_0000_0001L : 0x0001_0000_0000_0000L);
        if (config.randomCase()) {
            QueryTemplate.mixCase(null, query + MessageHeader.LENGTH, exchange.nameLength, random.nextLong());
        }
        long at = query + MessageHeader.LENGTH + exchange.nameLength;
        Memory.putU16(null, at, exchange.type);
        Memory.putU16(null, at + 2, RecordClass.IN);
        at += 4;
        if (exchange.edns) {
            at = writeOpt(exchange, at, now);
        }
        exchange.queryLength = (int) (at - query);
    }

    private long writeOpt(final Exchange exchange, final long at, final long now) {
        Memory.putU8(null, at, 0);
        Memory.putU16(null, at + 1, OPT_TYPE);
        Memory.putU16(null, at + 3, PAYLOAD);
        Memory.putI32(null, at + 5, config.dnssecOk() ? QueryTemplate.DNSSEC_OK : 0);
        if (!config.cookies()) {
            Memory.putU16(null, at + 9, 0);
            return at + 11;
        }
        final int server = servers.place(exchange.addressHigh, exchange.addressLow, exchange.port, now);
        final int serverCookie = servers.cookieLength(server);
        Memory.putU16(null, at + 9, 4 + CLIENT_COOKIE_LENGTH + serverCookie);
        Memory.putU16(null, at + 11, COOKIE_OPTION);
        Memory.putU16(null, at + 13, CLIENT_COOKIE_LENGTH + serverCookie);
        Memory.putI64(null, at + 15, clientCookie(exchange));
        for (int i = 0; i < serverCookie; i++) {
            Memory.putU8(null, at + 23 + i, servers.cookies()[servers.cookieOffset(server) + i]);
        }
        return at + 23 + serverCookie;
    }

    /** RFC 7873 section 4.1: a function of the server's address and a secret. */
    private long clientCookie(final Exchange exchange) {
        return cookieHash.hash(exchange.addressHigh, exchange.addressLow, exchange.port);
    }

    /** Looks for a COOKIE option, compares the client's part and keeps the server's (RFC 7873 section 5.3). */
    int cookieOf(final Exchange exchange, final MessageFlyweight message, final long now) {
        final int opt = exchange.edns && config.cookies() ? message.optRecord() : -1;
        if (opt < 0) {
            return COOKIE_ABSENT;
        }
        final @Nullable Object base = message.base();
        long at = message.address() + message.rdataOffset(opt);
        final long end = at + message.rdataLength(opt);
        while (at + 4 <= end) {
            final int code = Memory.u16(base, at);
            final int length = Memory.u16(base, at + 2);
            at += 4;
            if (at + length > end) {
                return COOKIE_ABSENT;
            }
            if (code == COOKIE_OPTION) {
                return checkCookie(exchange, base, at, length, now);
            }
            at += length;
        }
        return COOKIE_ABSENT;
    }

    private int checkCookie(
            final Exchange exchange, final @Nullable Object base, final long at, final int length, final long now) {
        if (length < CLIENT_COOKIE_LENGTH || Memory.i64(base, at) != clientCookie(exchange)) {
            return COOKIE_WRONG;
        }
        final int serverLength = length - CLIENT_COOKIE_LENGTH;
        if (serverLength >= 8 && serverLength <= ServerTable.MAX_SERVER_COOKIE) {
            final int server = servers.place(exchange.addressHigh, exchange.addressLow, exchange.port, now);
            servers.cookieLength(server, serverLength);
            for (int i = 0; i < serverLength; i++) {
                servers.cookies()[servers.cookieOffset(server) + i] =
                        (byte) Memory.u8(base, at + CLIENT_COOKIE_LENGTH + i);
            }
        }
        return COOKIE_GOOD;
    }

    /** RFC 6891 section 7: FORMERR, and in practice NOTIMP, without an OPT of its own; BADVERS with one. */
    static boolean isEdnsRefused(final MessageFlyweight message, final int rcode) {
        return rcode == Rcode.BADVERS || ((rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP) && message.optRecord() < 0);
    }
}
