package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.firsthop.node.live.CounterReport;
import org.firsthop.node.live.InterfaceSpec;
import org.firsthop.node.live.LiveSwitch;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveSwitchTest {
    @ParameterizedTest
    @EnumSource(names = {"PACKET", "XDP"})
    void shouldSwitchBetweenThreeHostsAndLearnWhereTheyAre(final PortKind kind) throws Exception {
        NetworkLab.require("ping");
        try (NetworkLab lab = NetworkLab.with("s", "a", "b", "c")) {
            int host = 0;
            for (final String name : List.of("a", "b", "c")) {
                lab.link(name, "eth0", "s", "port-" + name);
                lab.ip(name, "addr add 10.0.0." + ++host + "/24 dev eth0");
            }
            final List<InterfaceSpec> ports = List.of(
                    new InterfaceSpec("port-a", kind, 1500),
                    new InterfaceSpec("port-b", kind, 1500),
                    new InterfaceSpec("port-c", kind, 1500));
            final LiveSwitch live = lab.closing(lab.in("s", () -> LiveSwitch.start(ports, NodeOptions.DEFAULT)));
            lab.exec("a", "ping", "-c", "3", "-i", "0.02", "-W", "2", "10.0.0.3")
                    .ok();
            Transfer.between(lab, "a", "b", "10.0.0.2");
            live.close();
            final CounterReport report = live.node().report();
            assertTrue(report.port("port-b", "rx-packets") > 5_000, "b has sent");
            assertTrue(report.port("port-c", "tx-packets") < 200, "what is for a does not go to c");
        }
    }
}
