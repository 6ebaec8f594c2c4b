package org.firsthop.forwarding.advertise;

import java.util.SplittableRandom;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.TimedStage;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpMessage;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionIterator;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.neighbor.Link;
import org.firsthop.forwarding.neighbor.Links;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells the hosts of links that this node is their router, unasked and when they ask (RFC 4861 section 6.2).
 *
 * <p>Answers go to all nodes, as RFC 4861 section 6.2.6 calls the usual case, and count as unsolicited ones. All messages that
 * come in go on: hosts' solicitations and other routers' advertisements are this node's business too.
 */
public final class RouterAdvertiser extends TimedStage {
    /** Where advertisements go, packets of this node's own. */
    public final Output messages = output("messages");

    /** Where all goes that came in. */
    public final Output local = output("local");

    private static final int LINK_OPTION_LENGTH = 8;
    private static final int MTU_OPTION_LENGTH = 8;
    private static final int PREFIX_OPTION_LENGTH = 32;
    private static final int ADDRESS_LENGTH = 16;
    private static final int AUTONOMOUS_LENGTH = 64;
    private static final int IPV6_MIN_MTU = 1280;

    /** One for each interface; {@code null} where nothing is advertised. */
    private final @Nullable Advertising[] links;

    private final RouterAdvertisementFlyweight message = new RouterAdvertisementFlyweight();
    private final NdpOptionFlyweight option = new NdpOptionFlyweight();
    private final NdpOptionIterator options = new NdpOptionIterator();
    private long sent;
    private long notSent;
    private long solicitations;
    private long inconsistent;
    private boolean hasCeased;
    private long nowNs;
    private volatile boolean isToCease;
    private volatile boolean isSilent;

    /**
     * The stage.
     *
     * @param links that this node is on.
     * @param configs what is advertised on each, by its index; {@code null} where nothing is.
     * @param seed of the random times; any, and another one for each router.
     * @param frames the allocator of the thread that runs the graph.
     * @throws IllegalArgumentException when what is advertised contradicts itself, or finds no room in a packet of the link or in a
     *     frame.
     */
    public RouterAdvertiser(
            final Links links,
            final @Nullable AdvertisementConfig[] configs,
            final long seed,
            final FrameAllocator frames) {
        super("router-advertiser", frames);
        final SplittableRandom random = new SplittableRandom(seed);
        this.links = new Advertising[links.size()];
        for (int i = 0; i < configs.length; i++) {
            final AdvertisementConfig config = configs[i];
            if (config != null) {
                config.check();
                requireRoom(links.get(i), config);
                this.links[i] = new Advertising(links.get(i), config, random.split());
            }
        }
    }

    /** Prefixes are left out where there is no room for them; the rest is always said. */
    private void requireRoom(final Link link, final AdvertisementConfig config) {
        final int needed = Ipv6Flyweight.HEADER_LENGTH
                + RouterAdvertisementFlyweight.MIN_LENGTH
                + LINK_OPTION_LENGTH
                + MTU_OPTION_LENGTH
                + dnsOptionLength(config);
        if (needed > room(link)) {
            throw new IllegalArgumentException("advertisement: octets=" + needed + ", room=" + room(link) + " on "
                    + link.name() + ", the least of its MTU, of a frame and of " + IPV6_MIN_MTU);
        }
    }

    private int room(final Link link) {
        return Math.min(Math.min(IPV6_MIN_MTU, link.mtu()), pool().maxFrameLength());
    }

    private static int dnsOptionLength(final AdvertisementConfig config) {
        final int servers = config.dnsServers().size();
        return servers == 0 ? 0 : NdpOptionFlyweight.BODY_OFFSET + servers * ADDRESS_LENGTH;
    }

    /** {@return the advertisements that were sent} */
    public long sent() {
        return sent;
    }

    /** {@return how often none could be sent that was due: no link-local address was usable yet, or no frame free} */
    public long notSent() {
        return notSent;
    }

    /** {@return the solicitations that came on links that are advertised on} */
    public long solicitations() {
        return solicitations;
    }

    /** {@return other routers' advertisements that contradict this one's (RFC 4861 section 6.2.7); the operator should know} */
    public long inconsistent() {
        return inconsistent;
    }

    /**
     * Ends advertising: hosts are told at the next duty cycle that this is no default router any more (RFC 4861 section 6.2.5). Any
     * thread may call this.
     */
    public void cease() {
        isToCease = true;
    }

    /** {@return whether the end was told, or leaves in this duty cycle; any thread may ask} */
    public boolean isSilent() {
        return isSilent;
    }

    @Override
    protected int poll(final long now) {
        nowNs = now;
        if (isToCease) {
            return hasCeased ? 0 : ceaseAll();
        }
        int done = 0;
        for (final Advertising each : links) {
            if (each != null) {
                each.begin(nowNs);
                if (each.isDue(nowNs)) {
                    if (send(each, each.config.lifetimeSeconds())) {
                        each.sent(nowNs);
                    } else {
                        each.notSent(nowNs);
                    }
                    done++;
                }
            }
        }
        return done;
    }

    private int ceaseAll() {
        hasCeased = true;
        int done = 0;
        for (final Advertising each : links) {
            if (each != null && each.cease()) {
                send(each, 0);
                done++;
            }
        }
        isSilent = true;
        return done;
    }

    @Override
    protected long nextDeadline() {
        if (isToCease && !hasCeased) {
            return nowNs;
        }
        long earliest = Long.MAX_VALUE;
        for (final Advertising each : links) {
            if (each != null) {
                earliest = Math.min(earliest, each.deadline(nowNs));
            }
        }
        return earliest;
    }

    @Override
    protected void process(final FrameBatch batch, final long now) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final Advertising link = links[pool.ingress(frame)];
            if (link != null) {
                final long icmp = pool.address(frame) + pool.l3Offset(frame) + Ipv6Flyweight.HEADER_LENGTH;
                final int type = Memory.u8(null, icmp);
                if (type == Icmpv6Type.ROUTER_SOLICITATION) {
                    solicitations++;
                    link.solicited(now);
                } else if (type == Icmpv6Type.ROUTER_ADVERTISEMENT && contradicts(frame, link)) {
                    inconsistent++;
                }
            }
            local.send(frame);
        }
    }

    /** RFC 4861 section 6.2.7: what routers of one link should agree on; zeros say nothing. */
    private boolean contradicts(final int frame, final Advertising link) {
        final FramePool pool = pool();
        final int offset = pool.offset(frame) + pool.l3Offset(frame) + Ipv6Flyweight.HEADER_LENGTH;
        final int length = pool.length(frame) - pool.l3Offset(frame) - Ipv6Flyweight.HEADER_LENGTH;
        final AdvertisementConfig config = link.config;
        message.wrap(pool.buffer(), offset);
        final int flags = RouterAdvertisementFlyweight.MANAGED_FLAG | RouterAdvertisementFlyweight.OTHER_FLAG;
        if (differ(message.currentHopLimit(), config.hopLimit())
                || differ(message.reachableTime(), config.reachableMs())
                || differ(message.retransTimer(), config.retransmitMs())
                || (message.flags() & flags) != flags(config)) {
            return true;
        }
        options.wrap(pool.buffer(), message.optionsOffset(), message.optionsLength(length));
        while (options.next()) {
            if (options.option().type() == NdpOptionType.MTU
                    && config.hasMtu()
                    && options.option().mtu() != link.link.mtu()) {
                return true;
            }
            if (options.option().type() == NdpOptionType.PREFIX_INFORMATION && contradicts(options.option(), config)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contradicts(final NdpOptionFlyweight other, final AdvertisementConfig config) {
        for (int i = 0; i < config.prefixes().size(); i++) {
            final AdvertisementConfig.Advertised own = config.prefixes().get(i);
            if (own.prefix().length() == other.prefixLength()
                    && own.prefix().contains(other.prefixHigh(), other.prefixLow())) {
                return own.validSeconds() != other.lifetime() || own.preferredSeconds() != other.preferredLifetime();
            }
        }
        return false;
    }

    private static boolean differ(final long one, final long other) {
        return one != 0 && other != 0 && one != other;
    }

    private static int flags(final AdvertisementConfig config) {
        return (config.isManaged() ? RouterAdvertisementFlyweight.MANAGED_FLAG : 0)
                | (config.hasOther() ? RouterAdvertisementFlyweight.OTHER_FLAG : 0);
    }

    /** Sends an advertisement to all nodes of a link, where there are an address and a frame for it. */
    private boolean send(final Advertising link, final int lifetimeSeconds) {
        final LocalAddress source = link.source();
        final int frame = source == null ? FramePool.NO_FRAME : frames().allocate();
        if (source == null || frame == FramePool.NO_FRAME) {
            notSent++;
            return false;
        }
        final FramePool pool = pool();
        final int offset = pool.offset(frame) + Ipv6Flyweight.HEADER_LENGTH;
        final int end = writeMessage(link, offset, pool.offset(frame) + room(link.link), lifetimeSeconds);
        final int length = end - offset;
        pool.length(frame, Ipv6Flyweight.HEADER_LENGTH + length);
        pool.ingress(frame, link.link.index());
        pool.flags(frame, 0);
        final long address = pool.address(frame);
        final long groupHigh = Ipv6Address.ALL_NODES.high();
        final long groupLow = Ipv6Address.ALL_NODES.low();
        IpHeaders.writeIpv6(
                address,
                0,
                length,
                IpProtocol.ICMPV6,
                NdpMessage.HOP_LIMIT,
                source.high(),
                source.low(),
                groupHigh,
                groupLow);
        Icmpv6Flyweight.fillChecksum(
                null,
                address + Ipv6Flyweight.HEADER_LENGTH,
                PseudoHeader.ipv6(source.high(), source.low(), groupHigh, groupLow, IpProtocol.ICMPV6, length),
                length);
        sent++;
        originate(frame, messages);
        return true;
    }

    /** Writes the message, as many of its options as there is room for; {@return where it ends} */
    private int writeMessage(final Advertising link, final int offset, final int limit, final int lifetimeSeconds) {
        final AdvertisementConfig config = link.config;
        message.wrap(pool().buffer(), offset)
                .writeDefaults()
                .currentHopLimit(config.hopLimit())
                .flags(flags(config))
                .routerLifetime(lifetimeSeconds)
                .reachableTime(config.reachableMs())
                .retransTimer(config.retransmitMs());
        int at = message.optionsOffset();
        begin(at, NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, LINK_OPTION_LENGTH).linkLayerAddress(link.link.mac());
        at += LINK_OPTION_LENGTH;
        if (config.hasMtu()) {
            begin(at, NdpOptionType.MTU, MTU_OPTION_LENGTH).mtu(link.link.mtu());
            at += MTU_OPTION_LENGTH;
        }
        final int octets = dnsOptionLength(config);
        if (octets > 0) {
            begin(at, NdpOptionType.RECURSIVE_DNS_SERVER, octets)
                    .lifetime(lifetimeSeconds == 0 && hasCeased ? 0 : config.threeIntervals());
            for (int i = 0; i < config.dnsServers().size(); i++) {
                final Ipv6Address server = config.dnsServers().get(i);
                option.dnsServer(i, server.high(), server.low());
            }
            at += octets;
        }
        return config.prefixes().isEmpty() ? writeOwnPrefixes(link.link, at, limit) : writePrefixes(config, at, limit);
    }

    private int writePrefixes(final AdvertisementConfig config, final int offset, final int limit) {
        int at = offset;
        for (int i = 0; i < config.prefixes().size() && at + PREFIX_OPTION_LENGTH <= limit; i++) {
            final AdvertisementConfig.Advertised each = config.prefixes().get(i);
            final Ipv6Prefix prefix = each.prefix();
            writePrefix(
                    at,
                    prefix.high(),
                    prefix.low(),
                    prefix.length(),
                    (each.isOnLink() ? NdpOptionFlyweight.ON_LINK_FLAG : 0)
                            | (each.isAutonomous() ? NdpOptionFlyweight.AUTONOMOUS_FLAG : 0),
                    each.validSeconds(),
                    each.preferredSeconds());
            at += PREFIX_OPTION_LENGTH;
        }
        return at;
    }

    private int writeOwnPrefixes(final Link link, final int offset, final int limit) {
        int at = offset;
        int written = 0;
        for (int i = 0; i < link.addressCount(); i++) {
            final LocalAddress address = link.address(i);
            final boolean isAdvertised = !address.isIpv4()
                    && !Ipv6Address.isLinkLocal(address.high())
                    && address.state() == LocalAddress.State.PREFERRED
                    && isFirstOfItsPrefix(link, i);
            if (isAdvertised && written < AdvertisementConfig.MAX_PREFIXES && at + PREFIX_OPTION_LENGTH <= limit) {
                final int length = address.prefixLength();
                writePrefix(
                        at,
                        address.high() & Ipv6Prefix.maskHigh(length),
                        address.low() & Ipv6Prefix.maskLow(length),
                        length,
                        NdpOptionFlyweight.ON_LINK_FLAG
                                | (length == AUTONOMOUS_LENGTH ? NdpOptionFlyweight.AUTONOMOUS_FLAG : 0),
                        AdvertisementConfig.Advertised.VALID_SECONDS,
                        AdvertisementConfig.Advertised.PREFERRED_SECONDS);
                at += PREFIX_OPTION_LENGTH;
                written++;
            }
        }
        return at;
    }

    private static boolean isFirstOfItsPrefix(final Link link, final int place) {
        final LocalAddress address = link.address(place);
        for (int i = 0; i < place; i++) {
            final LocalAddress other = link.address(i);
            if (!other.isIpv4()
                    && other.prefixLength() == address.prefixLength()
                    && other.covers(address.high(), address.low())) {
                return false;
            }
        }
        return true;
    }

    private void writePrefix(
            final int at,
            final long high,
            final long low,
            final int length,
            final int flags,
            final long validSeconds,
            final long preferredSeconds) {
        begin(at, NdpOptionType.PREFIX_INFORMATION, PREFIX_OPTION_LENGTH)
                .prefixLength(length)
                .flags(flags)
                .lifetime(validSeconds)
                .preferredLifetime(preferredSeconds)
                .prefix(high, low);
    }

    private NdpOptionFlyweight begin(final int at, final int type, final int octets) {
        return option.wrap(pool().buffer(), at).writeDefaults(type, octets);
    }
}
