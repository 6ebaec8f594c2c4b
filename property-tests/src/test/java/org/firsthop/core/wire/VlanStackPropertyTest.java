package org.firsthop.core.wire;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** A whole stack of tags as one header: the walk stays inside, whatever the octets. */
class VlanStackPropertyTest extends HeaderLaws<VlanStackPropertyTest.Stack> {
    VlanStackPropertyTest() {
        super(new Header<>(new Stack(), Stack::wrap, Stack::check, Stack::check)
                .reads((stack, length) -> stack.depth()));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.of(0x8100, 0x88A8, 0x9100).list().ofMaxSize(3).map(types -> {
            final byte[] octets = new byte[4 * types.size() + 4];
            for (int i = 0; i < types.size(); i++) {
                octets[4 * i + 2] = (byte) (types.get(i) >>> 8);
                octets[4 * i + 3] = (byte) (int) types.get(i);
            }
            octets[octets.length - 2] = (byte) 0x86;
            octets[octets.length - 1] = (byte) 0xDD;
            return octets;
        });
    }

    static final class Stack {
        private MutableDirectBuffer buffer;
        private int offset;

        Stack wrap(final MutableDirectBuffer buffer, final int offset) {
            this.buffer = buffer;
            this.offset = offset;
            return this;
        }

        int depth() {
            final int depth = VlanTagFlyweight.stackDepth(buffer, offset, EtherType.VLAN);
            final int byAddress =
                    VlanTagFlyweight.stackDepth(buffer.byteArray(), buffer.addressOffset() + offset, EtherType.VLAN);
            return depth == byAddress ? depth : -1;
        }

        static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
            return VlanTagFlyweight.checkStack(
                    buffer, offset, length, EtherType.VLAN, VlanTagFlyweight.DEFAULT_STACK_LIMIT);
        }

        static DropReason check(final Object base, final long address, final int length) {
            return VlanTagFlyweight.checkStack(
                    base, address, length, EtherType.VLAN, VlanTagFlyweight.DEFAULT_STACK_LIMIT);
        }
    }
}
