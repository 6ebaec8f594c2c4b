package org.firsthop.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.firsthop.core.capture.CaptureFormatException;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;

/** The packets that fuzzing begins with: recorded ones where they are, and always some of our own. */
final class SeedPackets {
    private static final int MAX_LENGTH = 1900;

    private SeedPackets() {}

    /** {@return where recorded data lies, or {@code null}} */
    static Path data() {
        final String named = System.getProperty("firsthop.data");
        final Path path =
                named != null ? Path.of(named) : Path.of(System.getProperty("firsthop.root", "."), "../shared/data");
        return Files.isDirectory(path.resolve("captures")) ? path : null;
    }

    /** All Ethernet frames of the recorded captures, and all recorded frame seeds. */
    static List<byte[]> recorded(final Path data) throws IOException {
        final List<byte[]> packets = new ArrayList<>();
        for (final Path file : files(data.resolve("captures"))) {
            if (file.toString().endsWith(".tsv")) {
                continue;
            }
            try (CaptureReader reader = CaptureReader.open(file)) {
                while (reader.next()) {
                    if (reader.linkType() == LinkType.ETHERNET && reader.capturedLength() <= MAX_LENGTH) {
                        final byte[] packet = new byte[reader.capturedLength()];
                        reader.buffer().getBytes(reader.offset(), packet);
                        packets.add(packet);
                    }
                }
            } catch (final CaptureFormatException e) {
                // Some captures are damaged on purpose; what was read before the damage is a seed all the same.
                continue;
            }
        }
        final Path frames = data.resolve("fuzz/frame");
        if (Files.isDirectory(frames)) {
            for (final Path file : files(frames)) {
                final byte[] octets = Files.readAllBytes(file);
                if (octets.length <= MAX_LENGTH) {
                    packets.add(octets);
                }
            }
        }
        return packets;
    }

    private static List<Path> files(final Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
