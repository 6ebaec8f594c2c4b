package org.firsthop.node.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;

/**
 * The kernel as the router of {@link RouterScene}, in a namespace of its own; the other ends of its links are in the test's hands.
 *
 * <p>Behind every frame go marks, one to a host on each link. What comes out of a link before the mark is what the kernel made
 * of the frame: it does one after the other. No wait says that a packet was dropped.
 */
final class KernelRouter {
    private static final int MARK_LENGTH = EthernetFlyweight.HEADER_LENGTH + 40;
    private static final int MARK_PROTOCOL = 254; // RFC 3692: for experiments.
    private static final long MARK_MAGIC = 0x6D61_726B_2070_6F73L;
    private static final int MARK_MAGIC_OFFSET = EthernetFlyweight.HEADER_LENGTH + Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final int MARK_NUMBER_OFFSET = MARK_MAGIC_OFFSET + 8;
    private static final int BURST = 32;
    private static final long PATIENCE_NS = 2_000_000_000L;
    private static final PacketRing RING = new PacketRing(1024 * 1024, 16, 1);

    private final FrameAllocator frames =
            FramePool.builder().frames(16 * 1024).build().allocator();
    private final FramePool pool = frames.pool();
    private final List<PacketPort> ports = new ArrayList<>();
    private final FrameBatch batch = new FrameBatch();
    private int number;

    private KernelRouter() {}

    /** Lays links and routes between the namespaces {@code h} of the hosts and {@code k} of the router. */
    static KernelRouter lay(final NetworkLab lab) throws Exception {
        // No address, no protocol: the hosts' side says nothing itself.
        set(lab, "h", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1");
        set(lab, "k", "net.ipv6.conf.default.accept_ra=0", "net.ipv6.conf.default.addr_gen_mode=1");
        set(lab, "k", "net.ipv4.conf.default.rp_filter=0", "net.ipv4.conf.all.rp_filter=0");
        set(lab, "k", "net.ipv4.conf.default.send_redirects=0", "net.ipv4.conf.all.send_redirects=0");
        for (int i = 0; i < RouterScene.LINKS; i++) {
            lab.link("h", "h" + i, "k", "r" + i);
            lab.ip("k", "link set r" + i + " address " + RouterScene.macText(RouterScene.ownMac(i)));
            if (RouterScene.MTU[i] != 1500) {
                lab.ip("k", "link set r" + i + " mtu " + RouterScene.MTU[i]);
            }
        }
        set(lab, "k", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        // As many errors as there are reasons for: limits are a matter of other tests.
        set(lab, "k", "net.ipv4.icmp_ratelimit=0", "net.ipv4.icmp_ratemask=0", "net.ipv6.icmp.ratelimit=0");
        set(lab, "k", "net.ipv6.auto_flowlabels=0");
        // Nothing is said by time alone.
        set(lab, "k", "net.ipv4.ipfrag_time=100000", "net.ipv6.ip6frag_time=100000");
        for (final String words : RouterScene.commands()) {
            lab.ip("k", words);
        }
        return lab.in("h", () -> {
            final KernelRouter router = new KernelRouter();
            for (int i = 0; i < RouterScene.LINKS; i++) {
                router.ports.add(lab.closing(PacketPort.open("h" + i, 1500, RING, 0, router.frames)));
            }
            return router;
        });
    }

    private static void set(final NetworkLab lab, final String namespace, final String... settings) {
        final List<String> words = new ArrayList<>(List.of("sysctl", "-qw"));
        words.addAll(List.of(settings));
        lab.exec(namespace, words.toArray(new String[0])).ok();
    }

    /** What the kernel makes of each frame, by itself and in order. Called on a thread of the hosts' namespace. */
    List<Outcome> forward(final List<RouterCase> cases) {
        final List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < cases.size(); from += BURST) {
            outcomes.addAll(burst(cases.subList(from, Math.min(cases.size(), from + BURST))));
        }
        return outcomes;
    }

    private List<Outcome> burst(final List<RouterCase> cases) {
        final int first = number;
        final List<Outcome> outcomes = new ArrayList<>();
        for (final RouterCase one : cases) {
            outcomes.add(new Outcome());
            add(one.frame());
            send(one.ingress());
            for (int link = 0; link < RouterScene.LINKS; link++) {
                add(mark(link));
            }
            send(0);
            number++;
        }
        final int[] done = new int[RouterScene.LINKS];
        final long deadline = System.nanoTime() + PATIENCE_NS;
        while (Arrays.stream(done).anyMatch(count -> count < cases.size())) {
            for (int link = 0; link < RouterScene.LINKS; link++) {
                done[link] = receive(link, first, done[link], outcomes);
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("marks are missing: " + Arrays.toString(done) + " of " + cases.size());
            }
        }
        return outcomes;
    }

    private int receive(final int link, final int first, final int done, final List<Outcome> outcomes) {
        ports.get(link).receive(batch, FrameBatch.DEFAULT_CAPACITY);
        int current = done;
        for (int i = 0; i < batch.size(); i++) {
            final byte[] octets = new byte[pool.length(batch.get(i))];
            pool.buffer().getBytes(pool.offset(batch.get(i)), octets);
            final UnsafeBuffer buffer = new UnsafeBuffer(octets);
            if (octets.length == MARK_LENGTH && buffer.getLong(MARK_MAGIC_OFFSET) == MARK_MAGIC) {
                current = buffer.getInt(MARK_NUMBER_OFFSET) - first + 1;
            } else if (!isLinkTalk(octets)) {
                if (current == outcomes.size()) {
                    throw new AssertionError("came behind the last mark: " + new Outcome.Sent(link, octets));
                }
                outcomes.get(current).add(link, octets);
            }
        }
        frames.freeAll(batch);
        return current;
    }

    /** ARP, neighbor discovery and group membership, which the kernel says by itself. */
    private static boolean isLinkTalk(final byte[] octets) {
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        final int etherType = new EthernetFlyweight().wrap(buffer, 0).etherType();
        if (etherType != EtherType.IPV6) {
            return etherType == EtherType.ARP;
        }
        final int ip = EthernetFlyweight.HEADER_LENGTH;
        if (octets.length <= ip + Ipv6Flyweight.HEADER_LENGTH) {
            return false;
        }
        final int next = octets[ip + Ipv6Flyweight.NEXT_HEADER_OFFSET] & 0xFF;
        final int type = octets[ip + Ipv6Flyweight.HEADER_LENGTH] & 0xFF;
        return next == 0 && octets[ip + Ipv6Flyweight.DESTINATION_OFFSET] == -1
                || next == IpProtocol.ICMPV6 && type >= Icmpv6Type.ROUTER_SOLICITATION && type <= Icmpv6Type.REDIRECT;
    }

    private byte[] mark(final int link) {
        final byte[] octets = RouterScene.ethernet(
                RouterScene.ownMac(0),
                RouterScene.hostMac(0, 6),
                RawPackets.ipv4(RouterScene.host(0, 6), RouterScene.host(link, 6), MARK_PROTOCOL, new byte[20]));
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        buffer.putLong(MARK_MAGIC_OFFSET, MARK_MAGIC);
        buffer.putInt(MARK_NUMBER_OFFSET, number);
        return octets;
    }

    private void add(final byte[] octets) {
        final int frame = frames.allocate();
        pool.length(frame, octets.length);
        pool.buffer().putBytes(pool.offset(frame), octets);
        batch.add(frame);
    }

    private void send(final int link) {
        final int size = batch.size();
        final int sent = ports.get(link).transmit(batch);
        if (sent != size) {
            throw new AssertionError("the kernel took " + sent + " of " + size + " frames");
        }
        batch.clear();
    }
}
