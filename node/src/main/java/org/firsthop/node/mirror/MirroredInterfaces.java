package org.firsthop.node.mirror;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.node.netlink.AddressMessage;
import org.firsthop.node.netlink.LinkMessage;

/**
 * The router's interfaces among the kernel's links: which are up, how large their packets are, and their addresses.
 *
 * <p>An interface is down to the router while it has another link address than when the router was started, because its ports
 * would not know the frames that are for it.
 */
final class MirroredInterfaces {
    /** Stands for an interface that is not the router's. */
    static final int ELSEWHERE = -1;

    private final List<String> names;
    private final InterfaceTable interfaces = new InterfaceTable();
    private final Map<Integer, Integer> byKernelIndex = new HashMap<>();
    private final List<Address> dumped = new ArrayList<>();
    private final boolean[] isSeen;
    private final boolean[] isUp;
    private final boolean[] hasCarrier;
    private final int[] kernelIndices;

    /** An address; {@code high} and {@code low} as in {@link LocalAddress}. */
    private record Address(int link, long high, long low, int prefixLength) {}

    MirroredInterfaces(final List<String> names) {
        this.names = List.copyOf(names);
        isSeen = new boolean[names.size()];
        isUp = new boolean[names.size()];
        hasCarrier = new boolean[names.size()];
        kernelIndices = new int[names.size()];
    }

    /** Makes the table of interfaces, from a dump of all links. */
    InterfaceTable table(final Map<String, LinkMessage> links) throws IOException {
        for (final String name : names) {
            final LinkMessage link = links.get(name);
            if (link == null) {
                throw new IOException(
                        name + ": no such interface; 'ip link' shows which interfaces this network namespace has");
            }
            if (link.mac() == 0) {
                throw new IOException(name + ": not an Ethernet interface, it has no link address of six octets");
            }
            final int mtu = Math.min(link.mtu(), IpInterface.MAX_MTU);
            kernelIndices[interfaces.size()] = link.index();
            byKernelIndex.put(link.index(), interfaces.size());
            interfaces.add(name, link.mac(), mtu);
        }
        return interfaces;
    }

    /** {@return the router's index of a kernel's interface, or {@link #ELSEWHERE}} */
    int index(final int kernelIndex) {
        return byKernelIndex.getOrDefault(kernelIndex, ELSEWHERE);
    }

    /** {@return the kernel's index of the router's interface} */
    int kernelIndex(final int index) {
        return kernelIndices[index];
    }

    IpInterface get(final int index) {
        return interfaces.get(index);
    }

    void beginLinks() {
        Arrays.fill(isSeen, false);
    }

    /** Interfaces that the dump did not show are gone. */
    void endLinks(final RouteTable routes) {
        for (int index = 0; index < isSeen.length; index++) {
            if (!isSeen[index]) {
                isUp[index] = false;
                routes.interfaceDown(index);
            }
        }
    }

    /**
     * Takes over what the kernel says of a link.
     *
     * @return whether an interface of the router went up or down: the kernel then changes routes without a word, or is about to.
     */
    boolean put(final LinkMessage link, final RouteTable routes) {
        final int index = names.indexOf(link.name());
        if (index < 0) {
            final Integer renamed = byKernelIndex.remove(link.index());
            if (renamed != null) {
                isUp[renamed] = false;
                routes.interfaceDown(renamed);
            }
            return renamed != null;
        }
        // An interface that was made anew under its name has another number.
        byKernelIndex.values().remove(index);
        byKernelIndex.put(link.index(), index);
        kernelIndices[index] = link.index();
        isSeen[index] = true;
        final IpInterface known = interfaces.get(index);
        final boolean wasUp = isUp[index];
        isUp[index] = link.isUp() && link.mac() == known.mac();
        if (isUp[index]) {
            routes.interfaceUp(index, Math.min(link.mtu(), known.mtu()));
        } else {
            routes.interfaceDown(index);
        }
        final boolean hadCarrier = hasCarrier[index];
        hasCarrier[index] = link.hasCarrier();
        return isUp[index] != wasUp || hasCarrier[index] != hadCarrier;
    }

    /** Takes over that a link is gone; {@return whether it was an interface of the router} */
    boolean remove(final LinkMessage link, final RouteTable routes) {
        final int index = index(link.index());
        if (index == ELSEWHERE) {
            return false;
        }
        isUp[index] = false;
        routes.interfaceDown(index);
        return true;
    }

    void beginAddresses() {
        dumped.clear();
    }

    void dumped(final AddressMessage message) {
        final int index = index(message.interfaceIndex());
        if (index != ELSEWHERE && message.isUsable()) {
            dumped.add(new Address(index, message.high(), low(message), message.prefixLength()));
        }
    }

    /** Makes the dumped addresses the only ones. */
    void endAddresses(final ForwardingTables tables) {
        for (int index = 0; index < names.size(); index++) {
            for (final LocalAddress address : tables.links().get(index).addresses()) {
                final int link = index;
                if (dumped.stream()
                        .noneMatch(d -> d.link == link && d.high == address.high() && d.low == address.low())) {
                    tables.links().removeAddress(index, address.high(), address.low());
                }
            }
        }
        for (final Address address : dumped) {
            add(address, tables);
        }
        dumped.clear();
    }

    void put(final AddressMessage message, final ForwardingTables tables) {
        final int index = index(message.interfaceIndex());
        if (index == ELSEWHERE) {
            return;
        }
        if (message.isUsable()) {
            add(new Address(index, message.high(), low(message), message.prefixLength()), tables);
        } else {
            tables.links().removeAddress(index, message.high(), low(message));
        }
    }

    void remove(final AddressMessage message, final ForwardingTables tables) {
        final int index = index(message.interfaceIndex());
        if (index != ELSEWHERE) {
            tables.links().removeAddress(index, message.high(), low(message));
        }
    }

    private static void add(final Address address, final ForwardingTables tables) {
        final LocalAddress known = tables.links().get(address.link).find(address.high, address.low);
        if (known != null && known.prefixLength() == address.prefixLength) {
            return;
        }
        if (Ipv6Address.isIpv4Mapped(address.high, address.low)) {
            tables.links().addAddress(address.link, (int) address.low, address.prefixLength);
        } else {
            tables.links().addAddress(address.link, address.high, address.low, address.prefixLength);
        }
    }

    private static long low(final AddressMessage message) {
        return message.isIpv6() ? message.low() : LocalAddress.mapped((int) message.low());
    }
}
