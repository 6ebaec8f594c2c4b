package org.firsthop.node.dns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.dns.zone.MasterFileReader;

/** Reads root hints in the form of a master file, as IANA publishes them ("named.root"). */
public final class RootHintsFile {
    private RootHintsFile() {}

    /**
     * Reads a file.
     *
     * @param file to read.
     * @return the addresses in it of the servers that it names for the root.
     * @throws IOException when it cannot be read.
     * @throws IllegalArgumentException when it is no master file, or names no server with an address.
     */
    public static RootHints read(final Path file) throws IOException {
        final Set<DomainName> names = new LinkedHashSet<>();
        final List<RootHints.Server> addresses = new ArrayList<>();
        new MasterFileReader().read(file, DomainName.ROOT, (owner, ttl, recordClass, type, rdata, length) -> {
            final UnsafeBuffer buffer = new UnsafeBuffer(rdata);
            if (type == RecordType.NS && owner.isRoot()) {
                names.add(DomainName.ofWire(rdata, buffer.addressOffset()));
            } else if (type == RecordType.A) {
                final Ipv6Address mapped = Ipv6Address.ofIpv4Mapped(NetworkOrder.i32(buffer, 0));
                addresses.add(new RootHints.Server(owner, mapped.high(), mapped.low()));
            } else if (type == RecordType.AAAA) {
                addresses.add(
                        new RootHints.Server(owner, NetworkOrder.i64(buffer, 0), NetworkOrder.i64(buffer, Long.BYTES)));
            }
        });
        addresses.removeIf(server -> !names.contains(server.name()));
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(file + ": names no server of the root that has an address");
        }
        return new RootHints(addresses);
    }
}
