package org.firsthop.benchmarks.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DnsResponse;
import java.net.InetSocketAddress;

/** Netty's decoder, called without a channel. */
final class NettyDecoder extends DatagramDnsResponseDecoder {
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 53);

    private final ByteBuf wire;

    NettyDecoder(final byte[] message) {
        this.wire = Unpooled.directBuffer(message.length).writeBytes(message);
    }

    DnsResponse decode() throws Exception {
        wire.readerIndex(0);
        return decodeResponse(null, new DatagramPacket(wire, PEER, PEER));
    }
}
