package org.firsthop.forwarding.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.junit.jupiter.api.Test;

/** Looking through a list finds the rule that its bitmaps find. */
class RuleScanTest {
    private static final int LENGTH = 40;
    private static final int[] PROTOCOLS = {IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP, 89};

    private final SplittableRandom random = new SplittableRandom(1);
    private final MemoryRegion packet = MemoryRegion.allocate(LENGTH);
    private final TransportKey key = new TransportKey();

    @Test
    void shouldFindTheRuleThatTheBitmapsFind() {
        int found = 0;
        int judged = 0;
        for (int list = 0; list < 300; list++) {
            final List<FilterRule> rules = rules(random.nextInt(RuleScan.MAX_RULES + 1));
            final RuleScan scan = new RuleScan(rules);
            final RuleMatcher matcher = new RuleMatcher(rules);
            for (int i = 0; i < 100; i++) {
                write();
                if (key.readIpv4(packet.address(), LENGTH) == DropReason.NONE) {
                    final int expected = matcher.matchIpv4(packet.address(), key);
                    assertEquals(expected, scan.matchIpv4(packet.address(), key), rules::toString);
                    found += expected == RuleMatcher.NONE ? 0 : 1;
                    judged++;
                }
            }
        }
        assertTrue(found > judged / 4 && found < judged * 9 / 10, found + " of " + judged + " matched");
    }

    /** Over few values, so that many match. */
    private List<FilterRule> rules(final int count) {
        final List<FilterRule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final FilterRule.Builder rule = FilterRule.of(FilterAction.DENY);
            if (random.nextInt(10) == 0) {
                rules.add(rule.source(0x2001_0DB8_0000_0000L, 0, 32).build());
                continue;
            }
            final int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
            rule.source(address(), random.nextInt(28, 33)).destination(address(), random.nextInt(28, 33));
            if (random.nextInt(4) != 0) {
                rule.protocol(protocol);
                if (TransportKey.hasPorts(protocol) && random.nextBoolean()) {
                    rule.sourcePort(random.nextInt(2), 2).destinationPort(1, 1 + random.nextInt(3));
                }
                if (protocol == IpProtocol.TCP && random.nextBoolean()) {
                    rule.established();
                }
            }
            rules.add(rule.build());
        }
        return rules;
    }

    private int address() {
        return 0x0A00_0000 | random.nextInt(4);
    }

    private void write() {
        new Ipv4Flyweight()
                .wrap(packet.buffer(), 0)
                .writeDefaults()
                .totalLength(LENGTH)
                .protocol(PROTOCOLS[random.nextInt(PROTOCOLS.length)])
                .source(address())
                .destination(address());
        final int fragmentOffset = random.nextInt(8) == 0 ? 2 : 0;
        packet.buffer()
                .putShort(Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET, (short) fragmentOffset, ByteOrder.BIG_ENDIAN);
        packet.buffer().putInt(20, random.nextInt(4) << 16 | random.nextInt(4), ByteOrder.BIG_ENDIAN);
        packet.buffer().putByte(33, (byte) random.nextInt(64));
    }
}
