package org.firsthop.node.dissect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapWriter;
import org.firsthop.core.drop.DropReason;
import org.firsthop.node.dissect.print.FieldsPrinter;
import org.firsthop.node.dissect.print.FieldsStyle;
import org.firsthop.node.dissect.protocol.PacketDissector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generates packets, good, damaged and cut, and compares every field that tshark knows too with what the tshark on the PATH
 * reads. Capture and report stay in {@code target/tshark-differential.*}. The property {@code firsthop.tshark.packets} sets how
 * many, {@code firsthop.tshark.seed} which.
 */
class TsharkDifferentialTest {
    private static final int PACKETS = Integer.getInteger("firsthop.tshark.packets", 2000);
    private static final long SEED = Long.getLong("firsthop.tshark.seed", 1);
    /** Far from zero, which tshark takes for the time that an echo was sent when its data is zeros. */
    private static final long FIRST_TIMESTAMP = 1_700_000_000_000_000_000L;

    private static final FieldsStyle STYLE = new FieldsStyle(false, "\t", "\u001F", FieldsStyle.Occurrence.ALL, "");

    /** Protocols of ours that none of our classes is named for. */
    private static final Set<String> HIDDEN_PROTOCOLS = Set.of("ethertype", "mdns");

    private static final List<String> PREFERENCES = List.of(
            "ip.check_checksum:TRUE",
            "tcp.check_checksum:TRUE",
            "udp.check_checksum:TRUE",
            "ip.defragment:FALSE",
            "ipv6.defragment:FALSE",
            "ip.tso_support:FALSE",
            "tcp.desegment_tcp_streams:FALSE",
            "tcp.relative_sequence_numbers:FALSE",
            "tcp.no_subdissector_on_error:FALSE",
            "eth.fcs:Never");

    @TempDir
    Path folder;

    @Test
    void shouldReadGeneratedPacketsAsTsharkDoes() throws IOException, InterruptedException {
        assumeTrue(isOnPath("tshark"), "no tshark on the PATH");
        final Path capture = Path.of("target", "tshark-differential.pcap");
        Files.createDirectories(capture.getParent());
        write(capture);
        final Path home = homeWithOurProtocolsOnly();
        final List<String> names = commonFields(home);
        final List<String> theirs = tshark(home, capture, names);
        final List<String> ours = dissect(capture, names);
        assertEquals(ours.size(), theirs.size(), "packets");
        final int protocols = names.indexOf("frame.protocols");
        final List<String> differences = new ArrayList<>();
        for (int packet = 0; packet < ours.size(); packet++) {
            final String[] mine = ours.get(packet).split("\t", -1);
            final String[] other = theirs.get(packet).split("\t", -1);
            if (isCutBeforeMessage(mine[protocols], other[protocols])) {
                continue;
            }
            for (int column = 0; column < names.size(); column++) {
                if (!mine[column].equals(other[column]) && !isTrailerLeftOut(names.get(column), mine[protocols])) {
                    differences.add("#" + (packet + 1) + " " + names.get(column) + ": ours \"" + mine[column]
                            + "\", tshark's \"" + other[column] + '"');
                }
            }
        }
        final Path report = Path.of("target", "tshark-differential.txt");
        final List<String> lines = new ArrayList<>();
        lines.add("seed " + SEED + ", packets " + ours.size() + ", fields " + names.size() + ", differences "
                + differences.size());
        lines.addAll(differences);
        Files.write(report, lines);
        assertEquals(List.of(), differences.subList(0, Math.min(20, differences.size())), "seed " + SEED);
    }

    /**
     * Whether a datagram to no known port was cut before its thirteenth octet; tshark, which tries whether it may be DNS, then
     * calls it that for want of octets that say otherwise.
     */
    private static boolean isCutBeforeMessage(final String ours, final String theirs) {
        return theirs.endsWith("udp:dns") && (ours.endsWith("udp:data") || ours.endsWith("udp"));
    }

    /** After a DNS message that goes on in another segment tshark shows no trailer. */
    private static boolean isTrailerLeftOut(final String name, final String protocols) {
        return name.endsWith(".trailer") && protocols.endsWith("tcp:dns");
    }

    private static void write(final Path capture) throws IOException {
        final Random random = new Random(SEED);
        final SamplePackets packets = new SamplePackets(random);
        try (PcapWriter writer = PcapWriter.builder(LinkType.ETHERNET).create(capture)) {
            for (int i = 0; i < PACKETS; i++) {
                final byte[] packet = packets.next();
                int length = packet.length;
                int captured = length;
                switch (random.nextInt(8)) {
                    case 0 -> captured = 1 + random.nextInt(length);
                    case 1 -> {
                        length = 1 + random.nextInt(length);
                        captured = length;
                    }
                    case 2, 3 -> {
                        for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
                            packet[random.nextInt(length)] = (byte) random.nextInt();
                        }
                    }
                    default -> {
                        // As it is.
                    }
                }
                writer.write(FIRST_TIMESTAMP + i * 1_000_000L, new UnsafeBuffer(packet), 0, captured, length);
            }
        }
    }

    private static List<String> dissect(final Path capture, final List<String> names) throws IOException {
        final StringBuilder out = new StringBuilder();
        final FieldsPrinter printer = new FieldsPrinter(out, names, STYLE);
        final PacketDissector dissector = new PacketDissector((buffer, offset, length, link) -> DropReason.NONE);
        try (CaptureReader reader = CaptureReader.open(capture)) {
            while (reader.next()) {
                printer.print(dissector.dissect(reader));
            }
        }
        return out.toString().lines().toList();
    }

    private List<String> tshark(final Path home, final Path capture, final List<String> names)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        for (final String preference : PREFERENCES) {
            command.addAll(List.of("-o", preference));
        }
        command.addAll(List.of("-T", "fields", "-E", "occurrence=a", "-E", "aggregator=\u001F"));
        for (final String name : names) {
            command.addAll(List.of("-e", name));
        }
        return run(home, command);
    }

    /** Our fields, as far as this tshark has them. */
    private List<String> commonFields(final Path home) throws IOException, InterruptedException {
        final Set<String> theirs = new HashSet<>();
        for (final String line : run(home, List.of("tshark", "-G", "fields"))) {
            final String[] columns = line.split("\t", -1);
            if (columns[0].equals("F")) {
                theirs.add(columns[2]);
            }
        }
        final Set<String> names = new LinkedHashSet<>();
        for (final Protocol protocol : PacketDissector.protocols()) {
            for (final Field field : protocol.fields()) {
                names.add(field.name());
            }
        }
        names.retainAll(theirs);
        return List.copyOf(names);
    }

    /** A home for tshark in which only the protocols that we dissect are enabled; the others are data, as for us. */
    private Path homeWithOurProtocolsOnly() throws IOException, InterruptedException {
        final Path configuration = Files.createDirectories(folder.resolve("home/.config/wireshark"));
        final Set<String> ours = new HashSet<>(HIDDEN_PROTOCOLS);
        PacketDissector.protocols().forEach(protocol -> ours.add(protocol.name()));
        final List<String> disabled = new ArrayList<>();
        for (final String line : run(folder, List.of("tshark", "-G", "protocols"))) {
            final String name = line.split("\t", -1)[2];
            if (!ours.contains(name) && !name.startsWith("ipv6.")) {
                disabled.add(name);
            }
        }
        Files.write(configuration.resolve("disabled_protos"), disabled);
        return folder.resolve("home");
    }

    private List<String> run(final Path home, final List<String> command) throws IOException, InterruptedException {
        final Path output = Files.createTempFile(folder, "tshark", ".txt");
        final ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_CONFIG_HOME");
        builder.start().waitFor();
        return Files.readString(output, UTF_8).lines().toList();
    }

    private static boolean isOnPath(final String program) {
        for (final String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
