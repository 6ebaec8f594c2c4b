package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class VlanTagPropertyTest extends HeaderLaws<VlanTagFlyweight> {
    VlanTagPropertyTest() {
        super(new Header<>(
                        new VlanTagFlyweight(),
                        VlanTagFlyweight::wrap,
                        VlanTagFlyweight::check,
                        VlanTagFlyweight::check)
                .field("control", 0, 16, VlanTagFlyweight::control, VlanTagFlyweight::control)
                .field("priority", 0, 3, VlanTagFlyweight::priority, VlanTagFlyweight::priority)
                .flag("dropEligible", 3, VlanTagFlyweight::dropEligible, VlanTagFlyweight::isDropEligible)
                .field("vid", 4, 12, VlanTagFlyweight::vid, VlanTagFlyweight::vid)
                .field("innerType", 16, 16, VlanTagFlyweight::innerType, VlanTagFlyweight::innerType)
                .reads((tag, length) -> tag.payloadOffset()));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 0xFFFF),
                        Arbitraries.integers().between(EtherType.MIN_TYPE, 0xFFFF))
                .as((control, type) -> {
                    final byte[] octets = new byte[4];
                    new VlanTagFlyweight()
                            .wrap(new UnsafeBuffer(octets), 0)
                            .control(control)
                            .innerType(type);
                    return octets;
                });
    }

    @Provide
    Arbitrary<List<Integer>> tagTypes() {
        return Arbitraries.of(EtherType.VLAN, EtherType.SERVICE_VLAN, EtherType.LEGACY_SERVICE_VLAN)
                .list()
                .ofMaxSize(8);
    }

    @Property
    void stackIsAsDeepAsItWasWritten(
            @ForAll("tagTypes") final List<Integer> types, @ForAll @IntRange(max = 9) final int limit) {
        final int depth = types.size();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[depth * VlanTagFlyweight.LENGTH]);
        final VlanTagFlyweight tag = new VlanTagFlyweight();
        for (int i = 0; i < depth; i++) {
            tag.wrap(buffer, i * VlanTagFlyweight.LENGTH)
                    .writeDefaults()
                    .innerType(i + 1 < depth ? types.get(i + 1) : EtherType.IPV6);
        }
        final int etherType = depth == 0 ? EtherType.IPV6 : types.get(0);
        assertSame(
                depth > limit ? VlanTagFlyweight.STACK_TOO_DEEP : DropReason.NONE,
                VlanTagFlyweight.checkStack(buffer, 0, buffer.capacity(), etherType, limit));
        assertEquals(depth, VlanTagFlyweight.stackDepth(buffer, 0, etherType));
        for (int cut = 0; cut < Math.min(buffer.capacity(), limit * VlanTagFlyweight.LENGTH); cut++) {
            assertSame(VlanTagFlyweight.TRUNCATED_TAG, VlanTagFlyweight.checkStack(buffer, 0, cut, etherType, limit));
        }
    }
}
