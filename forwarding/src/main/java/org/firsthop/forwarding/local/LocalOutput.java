package org.firsthop.forwarding.local;

import java.util.List;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;

/**
 * Where the packets that this node sends itself enter the graph.
 *
 * <p>Whoever runs on the worker's thread, such as a handler of local delivery, takes a frame with {@link #allocate()}, writes
 * an IP packet from the frame's first octet on (the headroom before it is for the link header), sets the frame's length, and
 * hands it over with {@link #send}:
 *
 * <pre>{@code
 * final int frame = output.allocate();
 * if (frame != FramePool.NO_FRAME) {
 *     pool.length(frame, write(pool.buffer(), pool.offset(frame)));
 *     output.send(frame, interfaceIndex);
 * }
 * }</pre>
 *
 * <p>A packet to a unicast address goes to the lookup. One to a group or broadcast address has no route by which its interface
 * could be told, and a link-local address means another node on each link: such a packet goes out of the interface that the frame
 * bears as its ingress, which {@link #send(int, int)} sets, and which a reply in the frame of its request has already.
 */
public final class LocalOutput extends Stage {
    /** What the node itself wanted to send is not an IP packet of the frame's length. The author of its sender. */
    public static final DropReason MALFORMED = DropReason.declare(
            "LOCAL_OUTPUT_MALFORMED",
            Severity.ERROR,
            "this node sent something that is not a packet; report the defect");

    /** What the node itself wanted to send to a group is longer than the link carries. The author of its sender. */
    public static final DropReason TOO_LONG = DropReason.declare(
            "LOCAL_OUTPUT_TOO_LONG", Severity.ERROR, "this node's packet to a group is longer than the link's MTU");

    /** Where packets go that are looked up in the FIB of IPv4. */
    public final Output ipv4 = output("ipv4");

    /** Where packets go that are looked up in the FIB of IPv6. */
    public final Output ipv6 = output("ipv6");

    private static final long IPV4_GROUP_MAC = 0x0100_5E00_0000L;
    private static final long IPV6_GROUP_MAC = 0x3333_0000_0000L;
    private static final long BROADCAST_MAC = 0xFFFF_FFFF_FFFFL;
    private static final int VERSION_4 = 4;
    private static final int VERSION_6 = 6;

    private final NodeAddresses addresses;
    private final Link[] links;
    private final Output[] outputs;

    /**
     * A link that packets go out to without a lookup.
     *
     * @param name of its interface; the output to it has the same.
     * @param mac the interface's link address in the low 48 bits.
     * @param mtu octets of the largest IP packet that it carries.
     */
    public record Link(String name, long mac, int mtu) {}

    /**
     * The stage.
     *
     * @param addresses of this node.
     * @param links by the index of their interfaces.
     * @param frames the allocator of the thread that runs the graph.
     */
    public LocalOutput(final NodeAddresses addresses, final List<Link> links, final FrameAllocator frames) {
        super("local-output", frames);
        this.addresses = addresses;
        this.links = links.toArray(new Link[0]);
        outputs = links.stream().map(link -> output(link.name())).toArray(Output[]::new);
    }

    /**
     * Where packets go that need no lookup.
     *
     * @param interfaceIndex of the interface.
     * @return the output of its name.
     */
    public Output to(final int interfaceIndex) {
        return outputs[interfaceIndex];
    }

    /** {@return the addresses of this node, to choose sources from} */
    public NodeAddresses addresses() {
        return addresses;
    }

    /**
     * Takes a frame to write a packet into. Only on the worker's thread.
     *
     * @return a frame of length 0 behind the headroom, or {@link FramePool#NO_FRAME} when the pool is empty.
     */
    public int allocate() {
        return frames().allocate();
    }

    /**
     * Gives back frames that were taken and are not sent after all. Only on the worker's thread.
     *
     * @param unsent frames; empty afterwards.
     */
    public void free(final FrameBatch unsent) {
        frames().freeAll(unsent);
    }

    /**
     * Sends a packet where its destination leads. Only on the worker's thread.
     *
     * @param frame that holds an IP packet and nothing else; it is no longer the caller's.
     */
    public void send(final int frame) {
        adopt(frame);
        dispatch(frame);
    }

    /**
     * As {@link #send(int)}, for destinations that mean something on one link only: groups, the limited broadcast address and
     * link-local addresses.
     *
     * @param frame that holds an IP packet and nothing else; it is no longer the caller's.
     * @param interfaceIndex of the interface on whose link the destination is.
     */
    public void send(final int frame, final int interfaceIndex) {
        pool().ingress(frame, interfaceIndex);
        adopt(frame);
        dispatch(frame);
    }

    /** Takes replies and errors of other stages, which are as {@link #send(int)} wants them. */
    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            dispatch(batch.get(i));
        }
    }

    private void dispatch(final int frame) {
        final FramePool pool = pool();
        final int length = pool.length(frame);
        final long address = pool.address(frame);
        pool.flags(frame, (pool.flags(frame) & FramePool.TRACED) | FrameFlags.LOCAL_ORIGIN);
        pool.l3Offset(frame, 0);
        pool.flowHash(frame, 0);
        final int version = length < Ipv4Flyweight.MIN_HEADER_LENGTH ? 0 : Memory.u8(null, address) >>> 4;
        if (version == VERSION_4 && Ipv4Flyweight.check(null, address, length) == DropReason.NONE) {
            pool.l4Offset(frame, (Memory.u8(null, address) & 0xF) << 2);
            dispatchIpv4(frame, address, length);
        } else if (version == VERSION_6 && Ipv6Flyweight.check(null, address, length) == DropReason.NONE) {
            pool.l4Offset(frame, Ipv6Flyweight.HEADER_LENGTH);
            dispatchIpv6(frame, address, length);
        } else {
            drop(frame, MALFORMED);
        }
    }

    private void dispatchIpv4(final int frame, final long address, final int length) {
        final int destination = Memory.i32(null, address + Ipv4Flyweight.DESTINATION_OFFSET);
        final int ingress = pool().ingress(frame);
        if (destination == -1) {
            toLink(frame, ingress, BROADCAST_MAC, EtherType.IPV4, length);
        } else if (destination >>> 28 == 0xE) {
            // RFC 1112 section 6.4.
            toLink(frame, ingress, IPV4_GROUP_MAC | (destination & 0x7F_FFFF), EtherType.IPV4, length);
        } else {
            final int broadcast = addresses.broadcastInterface(destination);
            if (broadcast == NodeAddresses.NO_INTERFACE) {
                ipv4.send(frame);
            } else {
                toLink(frame, broadcast, BROADCAST_MAC, EtherType.IPV4, length);
            }
        }
    }

    private void dispatchIpv6(final int frame, final long address, final int length) {
        final long high = Memory.i64(null, address + Ipv6Flyweight.DESTINATION_OFFSET);
        final long low = Memory.i64(null, address + Ipv6Flyweight.DESTINATION_OFFSET + 8);
        if (high >>> 56 == 0xFF) {
            // RFC 2464 section 7.
            toLink(frame, pool().ingress(frame), IPV6_GROUP_MAC | (low & 0xFFFF_FFFFL), EtherType.IPV6, length);
        } else {
            ipv6.send(frame);
        }
    }

    private void toLink(
            final int frame, final int interfaceIndex, final long mac, final int etherType, final int length) {
        final Link link = links[interfaceIndex];
        if (length > link.mtu) {
            drop(frame, TOO_LONG);
            return;
        }
        final FramePool pool = pool();
        final int headerLength = EthernetFlyweight.HEADER_LENGTH;
        pool.bounds(frame, pool.offset(frame) - headerLength, length + headerLength);
        pool.l3Offset(frame, headerLength);
        final long address = pool.address(frame);
        Memory.putI64(null, address, mac << 16 | link.mac >>> 32);
        Memory.putI32(null, address + 8, (int) link.mac);
        Memory.putU16(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET, etherType);
        outputs[interfaceIndex].send(frame);
    }
}
