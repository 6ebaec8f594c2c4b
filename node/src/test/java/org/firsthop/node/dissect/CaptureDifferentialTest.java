package org.firsthop.node.dissect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.firsthop.core.capture.CaptureDamage;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.Contradiction;
import org.firsthop.core.capture.Truncation;
import org.firsthop.core.drop.DropReason;
import org.firsthop.node.dissect.protocol.PacketDissector;
import org.junit.jupiter.api.Test;

/**
 * Compares every field of every packet of the captures in {@code ../shared/data} with what tshark read, and writes what it
 * found to {@code target/dissect-differential.txt}.
 */
class CaptureDifferentialTest {
    private static final char VALUE_SEPARATOR = '\u001F';
    private static final int SHOWN_PER_FIELD = 200;

    /** Files that contradict their format, where tshark ends too; and after how many packets. */
    private static final Map<String, Integer> DAMAGED = Map.of(
            "gopacket/pcapgo__tests__be__test901.pcapng", 1,
            "gopacket/pcapgo__tests__le__test901.pcapng", 1,
            "libpcap/tests__pcap-invalid-version-1.pcap", 0,
            "libpcap/tests__pcapng-invalid-vers-1.pcapng", 0,
            "libpcap/tests__pcapng-invalid-vers-2.pcapng", 0,
            "libpcap/tests__shb-option-too-long.pcapng", 0);

    /** Files that end inside a record. */
    private static final Set<String> CUT_SHORT = Set.of("dpkt/examples__data__truncated_dns_2.pcap");

    private static final String BAD_FRACTION =
            "the record's fraction of a second is more than a second; tshark prints it as it stands, we carry it over";

    /** Differences that are meant: file, packet and field, and why. */
    private static final Map<String, String> EXPLAINED = Map.of(
            "tcpdump/tests__rx_serviceid_oobr.pcap #2 frame.time_epoch", BAD_FRACTION,
            "tcpdump/tests__timestamp_invalid_micro.pcap #2 frame.time_epoch", BAD_FRACTION,
            "tcpdump/tests__timestamp_invalid_micro.pcap #3 frame.time_epoch", BAD_FRACTION,
            "tcpdump/tests__timestamp_invalid_nano.pcap #2 frame.time_epoch", BAD_FRACTION,
            "tcpdump/tests__timestamp_invalid_nano.pcap #3 frame.time_epoch", BAD_FRACTION);

    private final Set<String> fields = new HashSet<>();
    private final Map<String, List<String>> differences = new TreeMap<>();
    private final Map<String, List<String>> explained = new TreeMap<>();
    private int captures;
    private long packets;
    private long compared;
    private long values;

    @Test
    void shouldReadEveryFieldAsTsharkDoes() throws IOException {
        final Path data = data();
        final Path captureFolder = data.resolve("captures");
        assumeTrue(Files.isDirectory(captureFolder), "no captures in " + data);
        PacketDissector.protocols().forEach(protocol -> protocol.fields().forEach(field -> fields.add(field.name())));
        final List<Path> files;
        try (Stream<Path> walk = Files.walk(captureFolder)) {
            files = walk.filter(path -> path.toString().matches(".*\\.pcap(ng)?$"))
                    .sorted()
                    .collect(Collectors.toList());
        }
        for (final Path file : files) {
            final String name = captureFolder.relativize(file).toString();
            compare(name, file, data.resolve("captures-expected").resolve(name + ".tsv.gz"));
            captures++;
        }
        final long total = writeReport();
        assertEquals(0, total, "differences; see target/dissect-differential.txt");
    }

    private static Path data() {
        final String property = System.getProperty("firsthop.data");
        final String environment = System.getenv("FIRSTHOP_DATA");
        if (property != null) {
            return Path.of(property);
        }
        return environment != null
                ? Path.of(environment)
                : Path.of(System.getProperty("firsthop.root"), "../shared/data");
    }

    private void compare(final String name, final Path file, final Path expectedFile) throws IOException {
        final List<String[]> rows = readTable(expectedFile);
        final String[] header = rows.isEmpty() ? new String[0] : rows.remove(0);
        final int encapsulation = List.of(header).indexOf("frame.encap_type");
        int row = 0;
        int skipped = 0;
        long read = 0;
        try (CaptureReader reader = CaptureReader.open(file)) {
            final PacketDissector dissector = new PacketDissector((buffer, offset, length, link) -> DropReason.NONE);
            while (reader.next()) {
                // tshark counts the custom blocks of pcapng, which hold no packet, as frames.
                while (row < rows.size() && rows.get(row)[encapsulation].isEmpty()) {
                    row++;
                    skipped++;
                }
                final DissectedPacket packet = dissector.dissect(reader);
                read++;
                if (row < rows.size()) {
                    comparePacket(name, packet, header, rows.get(row), skipped);
                } else {
                    difference("rows", name, read, "a packet", "");
                }
                row++;
            }
            final CaptureDamage damage = reader.damage();
            if (CUT_SHORT.contains(name) != (damage instanceof Truncation)) {
                difference("truncation", name, read, String.valueOf(damage), "");
            }
            final int beforeDamage = DAMAGED.getOrDefault(name, -1);
            if (damage instanceof Contradiction ? read != beforeDamage : beforeDamage >= 0) {
                difference("damage", name, read, String.valueOf(damage), "");
            }
        }
        if (row < rows.size() && !rows.get(row)[encapsulation].isEmpty()) {
            difference("rows", name, read, "", rows.size() + " rows");
        }
        packets += read;
    }

    private static List<String[]> readTable(final Path file) throws IOException {
        final List<String[]> rows = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                rows.add(line.split("\t", -1));
            }
        }
        return rows;
    }

    private void comparePacket(
            final String name,
            final DissectedPacket packet,
            final String[] header,
            final String[] expected,
            final int skipped) {
        final Map<String, String> actual = new HashMap<>();
        for (final Layer layer : packet.layers()) {
            for (final Item item : layer.items()) {
                actual.merge(item.field().name(), item.value(), (all, more) -> all + VALUE_SEPARATOR + more);
            }
        }
        for (int column = 0; column < header.length; column++) {
            final String field = header[column];
            if (!fields.contains(field)) {
                continue;
            }
            compared++;
            final String ours = actual.getOrDefault(field, "");
            String theirs = column < expected.length ? expected[column] : "";
            if (skipped > 0 && field.equals("frame.number")) {
                theirs = Long.toString(Long.parseLong(theirs) - skipped);
            }
            if (!theirs.isEmpty()) {
                values += theirs.chars().filter(c -> c == VALUE_SEPARATOR).count() + 1;
            }
            if (!ours.equals(theirs)) {
                difference(field, name, packet.number(), ours, theirs);
            }
        }
    }

    private void difference(
            final String field, final String file, final long packet, final String ours, final String theirs) {
        final String where = file + " #" + packet;
        final String reason = reason(field, where);
        final String line = where + ": ours " + shown(ours) + ", tshark's " + shown(theirs);
        (reason == null ? differences : explained)
                .computeIfAbsent(field, key -> new ArrayList<>())
                .add(reason == null ? line : line + ": " + reason);
    }

    private static String reason(final String field, final String where) {
        return EXPLAINED.get(where + " " + field);
    }

    private static String shown(final String text) {
        final String visible = text.replace(VALUE_SEPARATOR, '|');
        return '"' + (visible.length() > 1000 ? visible.substring(0, 1000) + "…" : visible) + '"';
    }

    private long writeReport() throws IOException {
        final Path report = Path.of("target", "dissect-differential.txt");
        Files.createDirectories(report.getParent());
        final long total = count(differences);
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(report))) {
            out.println("captures " + captures + ", packets " + packets + ", fields compared " + compared
                    + ", values of tshark's among them " + values + ", differences explained " + count(explained)
                    + ", unexplained " + total);
            out.println();
            write(out, "unexplained", differences);
            write(out, "explained", explained);
        }
        return total;
    }

    private static long count(final Map<String, List<String>> lines) {
        return lines.values().stream().mapToLong(List::size).sum();
    }

    private static void write(final PrintWriter out, final String kind, final Map<String, List<String>> lines) {
        lines.forEach((field, list) -> out.println(kind + " " + field + ": " + list.size()));
        lines.forEach((field, list) ->
                list.stream().limit(SHOWN_PER_FIELD).forEach(line -> out.println(kind + " " + field + " " + line)));
        out.println();
    }
}
