package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** A whole label stack as one header: the walk stays inside, whatever the octets, and so does the guess behind it. */
class MplsStackPropertyTest extends HeaderLaws<MplsStackPropertyTest.Stack> {
    MplsStackPropertyTest() {
        super(new Header<>(new Stack(), Stack::wrap, Stack::check, Stack::check).reads(Stack::read));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.integers()
                .between(1, MplsLabelFlyweight.DEFAULT_STACK_LIMIT)
                .flatMap(depth -> Arbitraries.bytes()
                        .array(byte[].class)
                        .ofSize(4 * depth)
                        .map(octets -> {
                            for (int i = 2; i < octets.length; i += 4) {
                                octets[i] &= (byte) 0xFE;
                            }
                            octets[octets.length - 2] |= 1;
                            return octets;
                        }));
    }

    static final class Stack {
        private MutableDirectBuffer buffer;
        private int offset;

        Stack wrap(final MutableDirectBuffer buffer, final int offset) {
            this.buffer = buffer;
            this.offset = offset;
            return this;
        }

        int read(final int length) {
            final int depth = MplsLabelFlyweight.stackDepth(buffer, offset);
            final int stack = depth * MplsLabelFlyweight.LENGTH;
            final MplsPayload payload = MplsPayload.guess(buffer, offset + stack, length - stack);
            return Objects.hash(depth, payload.ordinal());
        }

        static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
            return MplsLabelFlyweight.checkStack(buffer, offset, length, MplsLabelFlyweight.DEFAULT_STACK_LIMIT);
        }

        static DropReason check(final Object base, final long address, final int length) {
            return MplsLabelFlyweight.checkStack(base, address, length, MplsLabelFlyweight.DEFAULT_STACK_LIMIT);
        }
    }
}
