package org.firsthop.node.linux;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
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

    /** The register of the stack's end, read only. */
    static final int STACK = 10;

    private static final int LOAD_WORD = 0x61;
    private static final int LOAD_HALF_WORD = 0x69;
    private static final int LOAD_OCTET = 0x71;
    private static final int STORE_WORD = 0x63;
    private static final int ADD_IMMEDIATE = 0x07;
    private static final int AND_IMMEDIATE = 0x57;
    private static final int MOVE_REGISTER = 0xBF;
    private static final int JUMP = 0x05;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_NOT_EQUAL = 0x55;
    private static final int JUMP_IF_GREATER = 0x2D;
    private static final int LOAD_64_BITS = 0x18;
    private static final int MOVE_IMMEDIATE = 0xB7;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    private static final int FROM_MAP_DESCRIPTOR = 1;

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final MemoryRegion memory = MemoryRegion.allocate(MAX_INSTRUCTIONS * INSTRUCTION_LENGTH);
    private int count;

    /** A place that jumps lead to, which comes after them. */
    static final class Label {
        private final List<Integer> jumps = new ArrayList<>();
    }

    /** {@code to = *(u32 *) (from + offset)} */
    BpfAssembler loadWord(final int to, final int from, final int offset) {
        return write(LOAD_WORD, to, from, offset, 0);
    }

    /** {@code to = *(u16 *) (from + offset)}, the octets in the order of the machine. */
    BpfAssembler loadHalfWord(final int to, final int from, final int offset) {
        return write(LOAD_HALF_WORD, to, from, offset, 0);
    }

    /** {@code to = *(u8 *) (from + offset)} */
    BpfAssembler loadOctet(final int to, final int from, final int offset) {
        return write(LOAD_OCTET, to, from, offset, 0);
    }

    /** {@code *(u32 *) (to + offset) = from} */
    BpfAssembler storeWord(final int to, final int offset, final int from) {
        return write(STORE_WORD, to, from, offset, 0);
    }

    /** {@code to = from} */
    BpfAssembler copy(final int to, final int from) {
        return write(MOVE_REGISTER, to, from, 0, 0);
    }

    /** {@code to += value} */
    BpfAssembler add(final int to, final int value) {
        return write(ADD_IMMEDIATE, to, 0, 0, value);
    }

    /** {@code to &= value} */
    BpfAssembler and(final int to, final int value) {
        return write(AND_IMMEDIATE, to, 0, 0, value);
    }

    /** Goes on at a label. */
    BpfAssembler jump(final Label label) {
        return jump(JUMP, 0, 0, 0, label);
    }

    /** Goes on at a label if {@code left == value}. */
    BpfAssembler jumpIfEqual(final int left, final int value, final Label label) {
        return jump(JUMP_IF_EQUAL, left, 0, value, label);
    }

    /** Goes on at a label if {@code left != value}. */
    BpfAssembler jumpIfNotEqual(final int left, final int value, final Label label) {
        return jump(JUMP_IF_NOT_EQUAL, left, 0, value, label);
    }

    /** Goes on at a label if {@code left > right}, both registers, unsigned. */
    BpfAssembler jumpIfGreater(final int left, final int right, final Label label) {
        return jump(JUMP_IF_GREATER, left, right, 0, label);
    }

    private BpfAssembler jump(
            final int opcode, final int destination, final int source, final int immediate, final Label label) {
        label.jumps.add(count);
        return write(opcode, destination, source, 0, immediate);
    }

    /** Makes a label's jumps lead to the next instruction. */
    BpfAssembler bind(final Label label) {
        for (final int from : label.jumps) {
            Memory.putNativeShort(
                    null, memory.address() + (long) from * INSTRUCTION_LENGTH + 2, (short) (count - from - 1));
        }
        return this;
    }

    /** A 16-bit number of the network as {@link #loadHalfWord} has it. */
    static int network(final int number) {
        return LITTLE_ENDIAN ? Short.reverseBytes((short) number) & 0xFFFF : number;
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
