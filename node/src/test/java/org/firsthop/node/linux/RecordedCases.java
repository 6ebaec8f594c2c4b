package org.firsthop.node.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.jspecify.annotations.Nullable;

/** The IP packets of recorded captures, each sent to the router of {@link RouterScene} by its first link. */
final class RecordedCases {
    private static final int MAX_LENGTH = EthernetFlyweight.HEADER_LENGTH + 1500;

    private RecordedCases() {}

    /** {@return where captures lie, or {@code null}} */
    static @Nullable Path captures() {
        final String named = System.getProperty("firsthop.data");
        final Path data =
                named != null ? Path.of(named) : Path.of(System.getProperty("firsthop.root", "."), "../shared/data");
        final Path captures = data.resolve("captures");
        return Files.isDirectory(captures) ? captures : null;
    }

    static List<RouterCase> read(final Path captures) throws IOException {
        final List<Path> files;
        try (Stream<Path> walk = Files.walk(captures)) {
            files = walk.filter(file ->
                            Files.isRegularFile(file) && !file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
        }
        final List<RouterCase> cases = new ArrayList<>();
        for (final Path file : files) {
            try (CaptureReader reader = CaptureReader.open(file)) {
                while (reader.next()) {
                    if (reader.linkType() == LinkType.ETHERNET
                            && reader.capturedLength() >= EthernetFlyweight.HEADER_LENGTH
                            && reader.capturedLength() <= MAX_LENGTH) {
                        final byte[] frame = new byte[reader.capturedLength()];
                        reader.buffer().getBytes(reader.offset(), frame);
                        add(cases, captures.relativize(file).toString(), frame);
                    }
                }
            }
        }
        return cases;
    }

    private static void add(final List<RouterCase> cases, final String file, final byte[] frame) {
        final int etherType = (frame[12] & 0xFF) << 8 | frame[13] & 0xFF;
        final boolean isIpv6 = etherType == EtherType.IPV6;
        if (!isIpv6 && etherType != EtherType.IPV4 || isIpv6 && needsNeighbors(frame)) {
            return;
        }
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) (RouterScene.ownMac(0) >>> 8 * (5 - i));
            frame[6 + i] = (byte) (RouterScene.hostMac(0, 2) >>> 8 * (5 - i));
        }
        cases.add(new RouterCase(RouterCase.RECORDED + file, 0, frame));
    }

    /**
     * Neighbor discovery itself, and what a router could send only with its help: link-local addresses that are not of the
     * scene.
     */
    private static boolean needsNeighbors(final byte[] frame) {
        final int ip = EthernetFlyweight.HEADER_LENGTH;
        if (frame.length < ip + 41) {
            return false;
        }
        final int type = frame[ip + 40] & 0xFF;
        final boolean isDiscovery = frame[ip + 6] == IpProtocol.ICMPV6
                && type >= Icmpv6Type.ROUTER_SOLICITATION
                && type <= Icmpv6Type.REDIRECT;
        return isDiscovery || (frame[ip + 8] & 0xFF) == 0xFE || (frame[ip + 24] & 0xFF) == 0xFE;
    }
}
