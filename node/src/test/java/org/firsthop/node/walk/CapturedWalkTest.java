package org.firsthop.node.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.node.cli.Console;
import org.firsthop.node.cli.Firsthop;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The capture of the walk, read by tshark; skipped where there is none. */
class CapturedWalkTest {
    @TempDir
    static Path folder;

    private static Path capture;

    @BeforeAll
    static void shouldHaveTshark() throws Exception {
        boolean found;
        try {
            found = new ProcessBuilder("tshark", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (final IOException e) {
            found = false;
        }
        Assumptions.assumeTrue(found, "tshark is not installed: what it says of the walk's capture is not tested");
        capture = folder.resolve("walk.pcapng");
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final int code = Firsthop.run(
                Console.of(new ByteArrayInputStream(new byte[0]), out, out),
                "connect",
                "https://www.example.com/",
                "--pcap",
                capture.toString());
        assertEquals(Firsthop.DONE, code, out.toString(StandardCharsets.UTF_8));
    }

    private static List<String[]> tshark(final String filter, final String... fields) throws Exception {
        final List<String> command = new ArrayList<>(List.of(
                "tshark",
                "-r",
                capture.toString(),
                "-n",
                "-T",
                "fields",
                "-E",
                "separator=|",
                "-o",
                "eth.check_fcs:TRUE",
                "-o",
                "ip.check_checksum:TRUE",
                "-o",
                "tcp.check_checksum:TRUE",
                "-o",
                "udp.check_checksum:TRUE"));
        if (!filter.isEmpty()) {
            command.add("-Y");
            command.add(filter);
        }
        for (final String field : fields) {
            command.add("-e");
            command.add(field);
        }
        final Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return text.lines().map(line -> line.split("\\|", -1)).toList();
    }

    @Test
    void shouldHaveNothingMalformedAndEveryChecksumRight() throws Exception {
        assertEquals(
                0,
                tshark(
                                "_ws.malformed or eth.fcs.status == 0 or ip.checksum.status == 0"
                                        + " or tcp.checksum.status == 0 or udp.checksum.status == 0",
                                "frame.number")
                        .size());
        final List<String[]> statuses = tshark("", "eth.fcs.status");
        assertTrue(statuses.size() > 60);
        statuses.forEach(fields -> assertEquals("1", fields[0], "every frame has its FCS, and it is right"));
    }

    @Test
    void shouldHoldArpTheNameAndTheHandshakeOnTheLaptopsCable() throws Exception {
        final String cable = "frame.interface_name == \"laptop-switch\" and ";
        assertEquals(1, tshark(cable + "arp.opcode == 1", "frame.number").size());
        assertEquals(1, tshark(cable + "arp.opcode == 2", "frame.number").size());
        assertEquals(
                1, tshark(cable + "dns.flags.response == 0", "frame.number").size());
        final List<String[]> answer = tshark(cable + "dns.flags.response == 1", "dns.a", "dns.resp.ttl");
        assertEquals("93.184.216.34", answer.get(0)[0]);
        final List<String[]> handshake = tshark(cable + "tcp", "tcp.flags", "tcp.seq", "tcp.ack");
        assertEquals(3, handshake.size());
        assertEquals("0x0002", handshake.get(0)[0]);
        assertEquals("0x0012", handshake.get(1)[0]);
        assertEquals("0x0010", handshake.get(2)[0]);
        assertEquals("1", handshake.get(2)[1]);
    }

    @Test
    void shouldHoldTheResolversOwnWalk() throws Exception {
        final List<String> asked = tshark(
                        "dns.flags.response == 0 and ip.src == 8.8.8.8 and frame.interface_name == \"backbone-google\"",
                        "ip.dst")
                .stream()
                .map(fields -> fields[0])
                .toList();
        assertEquals(List.of("198.41.0.4", "192.5.6.30", "199.43.135.53"), asked);
    }

    /** The SYN on each link, in order: laptop, switch, home, isp, backbone, edge. */
    private static List<String[]> syn() throws Exception {
        return tshark(
                "tcp.flags == 0x002",
                "frame.interface_name",
                "ip.ttl",
                "eth.src",
                "eth.dst",
                "ip.src",
                "tcp.srcport",
                "tcp.seq_raw");
    }

    @Test
    void shouldCountTheTtlDownByOneAtEachRouter() throws Exception {
        final List<String> ttls = syn().stream().map(fields -> fields[1]).toList();
        assertEquals(List.of("64", "64", "63", "62", "61", "60"), ttls);
    }

    @Test
    void shouldGiveTheFrameNewLinkAddressesAtEachRouterAndNoneAtTheSwitch() throws Exception {
        final List<String[]> syn = syn();
        assertEquals(syn.get(0)[2] + syn.get(0)[3], syn.get(1)[2] + syn.get(1)[3]);
        for (int i = 2; i < syn.size(); i++) {
            assertNotEquals(syn.get(i - 1)[2], syn.get(i)[2]);
            assertNotEquals(syn.get(i - 1)[3], syn.get(i)[3]);
        }
        assertEquals("a0:b2:c3:d4:e5:f6", syn.get(0)[2]);
        assertEquals("aa:bb:cc:dd:ee:ff", syn.get(0)[3]);
    }

    @Test
    void shouldTranslateConsistently() throws Exception {
        final Map<String, String> inside = new LinkedHashMap<>();
        for (final String[] fields : tshark(
                "ip.src == 192.168.1.100 and frame.interface_name == \"switch-home\" and (udp or tcp)",
                "ip.dst",
                "udp.srcport",
                "tcp.srcport")) {
            inside.put(fields[0], fields[1] + fields[2]);
        }
        assertEquals(2, inside.size());
        // Beyond the gateway nobody hears of 192.168.1.100: all is from 203.0.113.2, and answers go there.
        assertEquals(
                0,
                tshark("ip.addr == 192.168.1.0/24 and frame.interface_name == \"home-isp\"", "frame.number")
                        .size());
        for (final String server : inside.keySet()) {
            final List<String[]> out = tshark(
                    "ip.src == 203.0.113.2 and ip.dst == " + server + " and frame.interface_name == \"home-isp\"",
                    "udp.srcport",
                    "tcp.srcport");
            final List<String[]> back = tshark(
                    "ip.dst == 203.0.113.2 and ip.src == " + server
                            + " and frame.interface_name == \"home-isp\" and not icmp",
                    "udp.dstport",
                    "tcp.dstport");
            assertTrue(!out.isEmpty() && !back.isEmpty());
            final String port = out.get(0)[0] + out.get(0)[1];
            out.forEach(fields -> assertEquals(port, fields[0] + fields[1]));
            back.forEach(fields -> assertEquals(port, fields[0] + fields[1]));
        }
    }
}
