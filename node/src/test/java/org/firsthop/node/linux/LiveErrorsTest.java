package org.firsthop.node.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.frame.FramePool;
import org.firsthop.node.cli.Console;
import org.firsthop.node.cli.Firsthop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users are told when Linux refuses: one line, with what would help. */
class LiveErrorsTest {
    private NetworkLab lab;

    private void lay() {
        lab = NetworkLab.with("h");
        lab.ip("h", "link add h0 type veth peer name h1")
                .ip("h", "link set h0 up")
                .ip("h", "link set h1 up");
    }

    @AfterEach
    void clear() {
        if (lab != null) {
            lab.close();
        }
    }

    /** Runs {@code firsthop host} in the namespace; the one line that it says on its way out with code 1. */
    private static String complaint(final String options) {
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final Console console = Console.of(
                InputStream.nullInputStream(), new ByteArrayOutputStream(), new PrintStream(err, true, UTF_8));
        final int code = Firsthop.run(
                console, Peers.words("host --address 10.0.0.9/24 --no-dad " + options + " ping 10.0.0.1 -c 1 -W 0.1"));
        final String said = err.toString(UTF_8).strip();
        assertEquals(Firsthop.BAD_INPUT, code, said);
        assertEquals(1, said.lines().count(), said);
        return said;
    }

    private static void assertContains(final String said, final String... parts) {
        for (final String part : parts) {
            assertTrue(said.contains(part), "\"" + part + "\" is missing: " + said);
        }
    }

    @Test
    void shouldSayThatItNeedsLinux() {
        final String name = System.setProperty("os.name", "Plan 9");
        try {
            assertEquals("firsthop: live interfaces need Linux; this is Plan 9", complaint("--interface h0"));
        } finally {
            System.setProperty("os.name", name);
        }
    }

    @Test
    void shouldSayThatAnInterfaceIsMissingOrIsNotWhatItShouldBe() throws Exception {
        lay();
        for (final String kind : List.of("packet", "xdp")) {
            assertContains(
                    lab.in("h", () -> complaint("--interface nope0 --port-kind " + kind)),
                    "nope0: no such interface",
                    "'ip link' shows which interfaces this network namespace has");
        }
        assertContains(lab.in("h", () -> complaint("--interface averyveryverylongname")), "names have 1 to 15 octets");
        assertContains(
                lab.in("h", () -> complaint("--interface h0 --port-kind tap")), "h0: attaching", "that is no TAP");
        assertContains(
                lab.in("h", () -> complaint("--interface h0 --mtu 9000")),
                "h0: its MTU is 1500, but 9000 is configured",
                "'ip link set h0 mtu 9000' raises it");
    }

    /** As root, but without some capabilities: what a user sees who has none. */
    @ParameterizedTest
    @CsvSource({
        "net_raw, --interface h0, CAP_NET_RAW and CAP_NET_ADMIN",
        "net_raw, --interface h0 --port-kind xdp, CAP_NET_RAW and CAP_NET_ADMIN",
        "'bpf,-sys_admin', --interface h0 --port-kind xdp, CAP_BPF and CAP_NET_ADMIN",
        "net_admin, --interface tap7 --port-kind tap, CAP_NET_RAW and CAP_NET_ADMIN"
    })
    void shouldNameTheCapabilityThatIsMissing(final String dropped, final String options, final String expected) {
        NetworkLab.require("setpriv");
        lay();
        final String said = process("setpriv --bounding-set -" + dropped, options);
        assertContains(said, "Operation not permitted; needs the capabilities " + expected);
    }

    @Test
    void shouldNameTheLimitOfLockedMemory() {
        NetworkLab.require("setpriv", "prlimit");
        lay();
        final String said =
                process("setpriv --bounding-set -ipc_lock prlimit --memlock=65536", "--interface h0 --port-kind xdp");
        assertContains(said, "octets of frames with the kernel", "ulimit -l", "CAP_IPC_LOCK", "use fewer frames");
    }

    private String process(final String before, final String options) {
        final List<String> command = new ArrayList<>(List.of(Peers.words(before)));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.firsthop.node.cli.Firsthop"));
        command.addAll(
                List.of(Peers.words("host --address 10.0.0.9/24 --no-dad " + options + " ping 10.0.0.1 -c 1 -W 0.1")));
        final NetworkLab.Result result = lab.exec("h", command.toArray(new String[0]));
        assertEquals(Firsthop.BAD_INPUT, result.code(), result.output());
        return result.output();
    }

    @Test
    void shouldSayThatAnotherHasTheInterfaceOrTheQueue() throws Exception {
        lay();
        final FramePool pool = FramePool.builder().frames(256).slotLength(2048).build();
        lab.in("h", () -> {
            try (XdpInterface shared = XdpInterface.attach("h0", 1500, 1)) {
                assertContains(
                        complaint("--interface h0 --port-kind xdp"),
                        "h0: attaching the XDP program: Device or resource busy",
                        "another XDP program is there");
                assertEquals("h0", shared.open(0, pool.allocator()).name());
            }
            final FramePool other =
                    FramePool.builder().frames(256).slotLength(2048).build();
            final NetworkDevice device = NetworkDevice.find("h1");
            try (XdpSocket first = XdpSocket.open(device, 0, pool, 64, false)) {
                assertTrue(first.descriptor() >= 0);
                assertContains(
                        String.valueOf(
                                assertThrows(LinuxException.class, () -> XdpSocket.open(device, 0, other, 64, false))
                                        .getMessage()),
                        "h1 queue 0: binding the AF_XDP socket: Device or resource busy",
                        "another AF_XDP socket has this queue");
            }
            assertContains(
                    String.valueOf(
                            assertThrows(LinuxException.class, () -> XdpSocket.open(device, 99, other, 64, false))
                                    .getMessage()),
                    "the interface has no such queue");
            return true;
        });
        lab.ip("h", "tuntap add dev tap3 mode tap");
        lab.in("h", () -> {
            final TapPort port = TapPort.open(
                    "tap3", 1500, false, FramePool.builder().frames(256).build().allocator());
            assertContains(complaint("--interface tap3 --port-kind tap"), "resource busy; another process has it");
            port.close();
            return true;
        });
    }

    /** No AF_XDP before 4.18, no links of programs before 5.9, no bpf(2) before 3.18, or where a kernel was built without. */
    @ParameterizedTest
    @CsvSource({
        "41, 44, 97, h0 queue 0: opening an AF_XDP socket (Linux 4.18)",
        "321, 0, 38, h0: making a BPF map",
        "321, 28, 22, cannot link XDP programs; that needs Linux 5.9"
    })
    void shouldSayThatTheKernelIsTooOldForXdp(
            final int call, final int firstArgument, final int errno, final String expected) throws Exception {
        Assumptions.assumeTrue("amd64".equals(System.getProperty("os.arch")), "numbers of system calls on x86-64");
        lay();
        final String said = lab.in("h", () -> {
            OldKernel.refuse(call, firstArgument, errno);
            return complaint("--interface h0 --port-kind xdp");
        });
        assertContains(said, expected, "kernel " + System.getProperty("os.version"));
        assertFalse(lab.exec("h", "ip", "link", "show", "h0").output().contains("xdp"), "nothing stays behind");
    }

    @Test
    void shouldSayThatTheKernelIsTooOldForPacketSockets() throws Exception {
        Assumptions.assumeTrue("amd64".equals(System.getProperty("os.arch")), "numbers of system calls on x86-64");
        lay();
        final String said = lab.in("h", () -> {
            OldKernel.refuse(41, 17, Errno.EAFNOSUPPORT);
            return complaint("--interface h0");
        });
        assertContains(said, "h0: opening a packet socket", "is too old, or was built without it");
    }

    @Test
    void shouldSayThatTheKernelIsTooOld() {
        for (final int errno : new int[] {Errno.ENOSYS, Errno.ENOPROTOOPT, Errno.EAFNOSUPPORT, Errno.EPROTONOSUPPORT}) {
            assertContains(
                    String.valueOf(LinuxException.of("h0 queue 0", "opening an AF_XDP socket (Linux 4.18)", errno)
                            .getMessage()),
                    "h0 queue 0: opening an AF_XDP socket (Linux 4.18): ",
                    "kernel " + System.getProperty("os.version") + " is too old, or was built without it");
        }
    }
}
