package org.firsthop.node.walk;

import java.util.List;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.config.IpPrefix;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Host;
import org.firsthop.node.sim.LinkObserver.Fate;
import org.jspecify.annotations.Nullable;

/**
 * Watches a host on a real wire: the frames of its port, and what it decides. What happens beyond that wire it cannot see; the TTL
 * of what comes back tells how many routers were on the way.
 *
 * <p>Frames that others send to others are left out, and those that are no valid packets. On the host's thread.
 */
public final class LiveWalk extends ClientSteps {
    private static final String GATEWAY = "gateway";
    private static final String NEIGHBOR = "neighbor";
    private static final int NDP_LENGTH = 24;

    /** TTLs that systems begin with; what comes with less has been forwarded, very likely from the next of these. */
    private static final int[] INITIAL_TTLS = {64, 128, 255};

    private final long mac;
    private final List<IpPrefix> networks;
    private final FrameText text = new FrameText();
    private @Nullable Host host;
    private long beginNs;
    private int lastTtl = -1;

    /**
     * A walk that has not begun.
     *
     * @param name that the host has in it.
     * @param mac the host's link address in the low 48 bits.
     * @param networks that the host is on.
     */
    public LiveWalk(final String name, final long mac, final List<IpPrefix> networks) {
        super(name);
        this.mac = mac;
        this.networks = networks;
    }

    /**
     * Begins to keep what happens; time counts from now.
     *
     * @param watched the host.
     * @param resolver that it asks.
     */
    public void begin(final Host watched, final Resolver resolver) {
        host = watched;
        beginNs = watched.nowNs();
        trace(client(), resolver);
    }

    /**
     * Counts the times of a result as those of the steps: from when the walk began.
     *
     * @param result of the host.
     * @return the same, with other times.
     */
    public ConnectResult sinceBegin(final ConnectResult result) {
        return new ConnectResult(
                result.url(),
                result.stream(),
                result.remote(),
                result.info(),
                result.failure(),
                result.beginNs() - beginNs,
                result.namedNs() < 0 ? -1 : result.namedNs() - beginNs,
                result.synNs() < 0 ? -1 : result.synNs() - beginNs,
                result.endNs() - beginNs);
    }

    private Host host() {
        final Host begun = host;
        if (begun == null) {
            throw new IllegalStateException("the walk has not begun");
        }
        return begun;
    }

    /**
     * A frame has passed the host's port.
     *
     * @param pool that has the frame.
     * @param frame that passed.
     * @param isReceived whether it came in; otherwise it goes out.
     */
    public void onFrame(final FramePool pool, final int frame, final boolean isReceived) {
        if (host == null || !isReadable(pool.address(frame), pool.length(frame))) {
            return;
        }
        text.read(pool, frame);
        if (isReceived && text.destinationMac != mac && !asksForMe()) {
            return;
        }
        final boolean isIp = text.timeToLive >= 0;
        final String peer = isReceived ? sender(isIp) : receiver(isIp);
        if (isReceived && text.protocol.equals("TCP")) {
            lastTtl = text.timeToLive;
        }
        say(
                text,
                new Hop(
                        isReceived ? peer : client(),
                        isReceived ? client() : peer,
                        "wire",
                        nowNs(),
                        nowNs(),
                        Fate.CARRIED,
                        text.sourceMac,
                        text.destinationMac,
                        text.timeToLive,
                        text.source,
                        text.destination,
                        isReceived || !isIp || text.protocol.equals("NDP")
                                ? ""
                                : MatchedRoute.of(clientTables(), text.destination.address())));
    }

    /** Who sent it last: the gateway, when it comes from another network. */
    private String sender(final boolean isIp) {
        return isIp && isForeign(text.source) ? GATEWAY : NEIGHBOR;
    }

    private String receiver(final boolean isIp) {
        return isIp && isForeign(text.destination) ? GATEWAY : NEIGHBOR;
    }

    private boolean isForeign(final Endpoint end) {
        return !MacAddress.isMulticast(text.destinationMac)
                && MatchedRoute.of(clientTables(), end.address()).contains(MatchedRoute.VIA);
    }

    /** Whether a frame to all asks for one of the host's own addresses. */
    private boolean asksForMe() {
        return host().addresses().all().stream()
                .anyMatch(own -> text.summary.startsWith("who has " + Endpoint.addressText(own) + '?'));
    }

    /** Whether the text of a frame can be told without reading beyond it. */
    private static boolean isReadable(final long address, final int length) {
        if (EthernetFlyweight.check(null, address, length) != DropReason.NONE) {
            return false;
        }
        final long packet = address + EthernetFlyweight.HEADER_LENGTH;
        final int rest = length - EthernetFlyweight.HEADER_LENGTH;
        return switch (Memory.u16(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET)) {
            case EtherType.ARP -> ArpFlyweight.checkEthernetIpv4(null, packet, rest) == DropReason.NONE;
            case EtherType.IPV4 -> isReadableIpv4(packet, rest);
            case EtherType.IPV6 -> isReadableIpv6(packet, rest);
            default -> false;
        };
    }

    private static boolean isReadableIpv4(final long packet, final int length) {
        if (Ipv4Flyweight.check(null, packet, length) != DropReason.NONE) {
            return false;
        }
        final int header = (Memory.u8(null, packet) & 0xF) << 2;
        final int word = Memory.u16(null, packet + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        return (word & (Ipv4Flyweight.FRAGMENT_OFFSET_MASK | Ipv4Flyweight.MORE_FRAGMENTS_FLAG)) == 0
                && isReadableTransport(
                        Memory.u8(null, packet + Ipv4Flyweight.PROTOCOL_OFFSET),
                        packet + header,
                        Memory.u16(null, packet + Ipv4Flyweight.TOTAL_LENGTH_OFFSET) - header);
    }

    private static boolean isReadableIpv6(final long packet, final int length) {
        return Ipv6Flyweight.check(null, packet, length) == DropReason.NONE
                && isReadableTransport(
                        Memory.u8(null, packet + Ipv6Flyweight.NEXT_HEADER_OFFSET),
                        packet + Ipv6Flyweight.HEADER_LENGTH,
                        Memory.u16(null, packet + Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET));
    }

    private static boolean isReadableTransport(final int protocol, final long at, final int length) {
        return switch (protocol) {
            case IpProtocol.TCP -> TcpFlyweight.check(null, at, length) == DropReason.NONE;
            case IpProtocol.UDP -> UdpFlyweight.check(null, at, length) == DropReason.NONE;
            case IpProtocol.ICMP -> length >= IcmpFlyweight.HEADER_LENGTH;
            case IpProtocol.ICMPV6 -> length >= NDP_LENGTH;
            default -> true;
        };
    }

    @Override
    public void onEnd(final ConnectResult result) {
        super.onEnd(result);
        if (!result.isConnected() || result.remote() == null) {
            return;
        }
        if (MatchedRoute.of(clientTables(), result.remote().address()).endsWith(MatchedRoute.ON_LINK)) {
            remark(client(), "no router is between: the server is on this wire");
        } else if (lastTtl > 0) {
            int initial = INITIAL_TTLS[0];
            for (int i = 1; initial < lastTtl; i++) {
                initial = INITIAL_TTLS[i];
            }
            final int routers = initial - lastTtl;
            remark(
                    client(),
                    "what lies behind the gateway is not seen from here; the server's packets come with TTL " + lastTtl
                            + ": if it sends them with " + initial + ", " + routers
                            + (routers == 1 ? " router is" : " routers are") + " on their way");
        }
    }

    @Override
    long nowNs() {
        return host().nowNs() - beginNs;
    }

    @Override
    ForwardingTables clientTables() {
        return host().tables();
    }

    @Override
    boolean isInHostsFile(final String name) {
        return false;
    }

    @Override
    List<IpPrefix> clientNetworks() {
        return networks;
    }
}
