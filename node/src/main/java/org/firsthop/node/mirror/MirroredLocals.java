package org.firsthop.node.mirror;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.linux.KernelAddresses;

/** Keeps AF_XDP ports told of the kernel's own addresses, on whatever interface: those that its routes call local. */
final class MirroredLocals {
    private final ForwardingTables tables;
    private final KernelAddresses addresses;
    private final MirrorCounters counters;
    private final Set<Local> locals = new HashSet<>();

    private record Local(boolean isIpv6, long high, long low) {}

    MirroredLocals(final ForwardingTables tables, final KernelAddresses addresses, final MirrorCounters counters) {
        this.tables = tables;
        this.addresses = addresses;
        this.counters = counters;
    }

    void changed(final boolean isIpv6, final long high, final long low, final int prefixLength) {
        if (prefixLength == (isIpv6 ? 128 : 32)) {
            settle(new Local(isIpv6, high, low));
        }
    }

    /** Looks at all that were local again. */
    void changed() {
        new ArrayList<>(locals).forEach(this::settle);
    }

    private void settle(final Local local) {
        final int route = local.isIpv6
                ? tables.ipv6().lookup(local.high, local.low)
                : tables.ipv4().lookup((int) local.low);
        final long entry = tables.adjacencies().entryAddress(route);
        final boolean isLocal = Adjacency.kind(Adjacency.state(entry)) == Adjacency.LOCAL;
        final boolean isNew = isLocal ? locals.add(local) : locals.remove(local);
        if (isNew && !addresses.set(local.high, local.low, isLocal)) {
            locals.remove(local);
            counters.count(MirrorEvent.LOCAL_REFUSED);
        }
    }
}
