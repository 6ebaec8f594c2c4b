package org.firsthop.node.linux;

import java.nio.ByteOrder;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Writes BPF instructions (RFC 9669): eight octets each.
 *
 * <pre>
 *   0 opcode   1 registers: destination and source, 4 bits each   2 offset (16 bits)   4 immediate value (32 bits)
 * </pre>
 */
final class BpfAssembler {
    private static final int INSTRUCTION_LENGTH = 8;
    private static final int MAX_INSTRUCTIONS = 64;

    private static final int LOAD_WORD = 0x61;
    private static final int LOAD_64_BITS = 0x18;
    private static final int MOVE_IMMEDIATE = 0xB7;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    private static final int FROM_MAP_DESCRIPTOR = 1;

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final MemoryRegion memory = MemoryRegion.allocate(MAX_INSTRUCTIONS * INSTRUCTION_LENGTH);
    private int count;

    /** {@code to = *(u32 *) (from + offset)} */
    BpfAssembler loadWord(final int to, final int from, final int offset) {
        return write(LOAD_WORD, to, from, offset, 0);
    }

    /** {@code to = map}, of two instructions' length. */
    BpfAssembler loadMap(final int to, final int mapDescriptor) {
        return write(LOAD_64_BITS, to, FROM_MAP_DESCRIPTOR, 0, mapDescriptor).write(0, 0, 0, 0, 0);
    }

    /** {@code to = value} */
    BpfAssembler move(final int to, final int value) {
        return write(MOVE_IMMEDIATE, to, 0, 0, value);
    }

    /** Calls a helper of the kernel; registers 1 to 5 are its arguments, 0 gets the result. */
    BpfAssembler call(final int helper) {
        return write(CALL, 0, 0, 0, helper);
    }

    /** Returns register 0. */
    BpfAssembler exit() {
        return write(EXIT, 0, 0, 0, 0);
    }

    long address() {
        return memory.address();
    }

    int count() {
        return count;
    }

    private BpfAssembler write(
            final int opcode, final int destination, final int source, final int offset, final int immediate) {
        final long at = memory.address() + (long) count++ * INSTRUCTION_LENGTH;
        Memory.putU8(null, at, opcode);
        Memory.putU8(null, at + 1, LITTLE_ENDIAN ? (source << 4) | destination : (destination << 4) | source);
        Memory.putNativeShort(null, at + 2, (short) offset);
        Memory.putNativeInt(null, at + 4, immediate);
        return this;
    }
}
