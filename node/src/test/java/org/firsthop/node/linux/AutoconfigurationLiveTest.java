package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our host, configured by radvd on the kernel's side: RFC 4862, RFC 4861 section 6.3, RFC 8106. */
class AutoconfigurationLiveTest {
    private static final String RADVD = """
        interface k0 {
            AdvSendAdvert on;
            MinRtrAdvInterval 3;
            MaxRtrAdvInterval 4;
            prefix fd05::/64 { AdvValidLifetime 3600; AdvPreferredLifetime 1800; };
            RDNSS fd05::1 { };
        };
        """;

    /** What our host makes of its link address in the prefix. */
    private static final String ADDRESS = "fd05::ff:fe00:9";

    @TempDir
    Path folder;

    private NetworkLab lab;

    @BeforeEach
    void lay() {
        NetworkLab.require("radvd");
        lab = NetworkLab.with("k", "h");
        lab.link("k", "k0", "h", "h0").ip("k", "addr add fd05::1/64 dev k0 nodad");
        lab.exec("k", "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1").ok();
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    private void advertise() throws Exception {
        final Path config = Files.writeString(folder.resolve("radvd.conf"), RADVD);
        lab.start(
                "k",
                "radvd",
                "-n",
                "-m",
                "stderr",
                "-C",
                config.toString(),
                "-p",
                folder.resolve("radvd.pid").toString());
    }

    private String host(final String words) throws Exception {
        return lab.firsthop("h", Peers.words("host --interface h0 --autoconf --mac 02:00:00:00:00:09 " + words));
    }

    @Test
    void shouldReachAnotherNetworkByTheRouterThatAdvertises() throws Exception {
        advertise();
        lab.ip("k", "addr add fd06::1/64 dev lo");
        final String said = host("ping fd06::1 -c 3 -i 0.05 -W 3");
        assertTrue(said.startsWith("0\n") && said.contains("3 packets transmitted, 3 received"), said);
        final String neighbors =
                lab.exec("k", Peers.words("ip -6 neigh show dev k0")).ok().output();
        assertTrue(neighbors.contains(ADDRESS + " lladdr 02:00:00:00:00:09"), neighbors);
    }

    @Test
    void shouldAskTheNameServerThatTheRouterKnows() throws Exception {
        NetworkLab.require("named");
        Peers.bind(lab, "k", folder);
        advertise();
        final String said = host("resolve " + Peers.NAME + " AAAA");
        assertTrue(said.startsWith("0\n") && said.contains(Peers.ADDRESS6), said);
    }

    // RFC 4862 section 5.4.
    @Test
    void shouldNotUseAnAddressThatTheKernelHas() throws Exception {
        lab.ip("k", "addr add " + ADDRESS + "/64 dev k0 nodad");
        advertise();
        final String said = host("ping fd05::1 -c 1");
        assertTrue(said.startsWith("1\n") && said.contains("another station has " + ADDRESS + "/64"), said);
    }

    @Test
    void shouldSayThatNoRouterAdvertises() throws Exception {
        final String said = host("ping fd05::1 -c 1");
        assertTrue(
                said.startsWith("1\n") && said.contains("no router of the link has advertised a prefix and itself"),
                said);
    }
}
