package org.firsthop.forwarding.ip;

import java.util.ArrayList;
import java.util.List;

/**
 * The interfaces of a node, by index and by name.
 *
 * <p>Filled before the stages that use it are made; read-only from then on.
 */
public final class InterfaceTable {
    private final List<IpInterface> interfaces = new ArrayList<>();

    /** An empty table. */
    public InterfaceTable() {}

    /**
     * Adds an interface with the next free index.
     *
     * @param name unique in the table.
     * @param mac its link address in the low 48 bits.
     * @param mtu octets of the largest IP packet that it carries.
     * @return the interface.
     * @throws IllegalArgumentException when a value is outside its range, or the name is there already.
     */
    public IpInterface add(final String name, final long mac, final int mtu) {
        if (interfaces.stream().anyMatch(i -> i.name().equals(name))) {
            throw new IllegalArgumentException("interface " + name + " is there already");
        }
        final IpInterface added = new IpInterface(interfaces.size(), name, mac, mtu);
        interfaces.add(added);
        return added;
    }

    /**
     * The interface at an index.
     *
     * @param index 0 to {@link #size()} − 1.
     * @return the interface.
     * @throws IndexOutOfBoundsException when there is none.
     */
    public IpInterface get(final int index) {
        return interfaces.get(index);
    }

    /** {@return the number of interfaces} */
    public int size() {
        return interfaces.size();
    }

    /** {@return the interfaces in the order of their indices} */
    public List<IpInterface> all() {
        return List.copyOf(interfaces);
    }

    /** Link addresses by index, for stages that look at every frame. */
    long[] macs() {
        return interfaces.stream().mapToLong(IpInterface::mac).toArray();
    }
}
