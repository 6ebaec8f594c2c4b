package org.firsthop.benchmarks.live;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Sends the packets of {@link Generator} to an interface whose other end runs an XDP program: as frames that a program makes in the
 * kernel (the live frames of {@code BPF_PROG_TEST_RUN}, Linux 5.18), never as buffers of its stack.
 *
 * <p>Such buffers the other end would have to copy into frames, at the cost of the generator's CPU, so that it could not send more
 * than a forwarder by AF_XDP takes. The program counts packets, and writes destination, identification and checksums by the count.
 */
public final class XdpGenerator {
    private static final long BPF = 321;
    private static final int MAP_CREATE = 0;
    private static final int PROGRAM_LOAD = 5;
    private static final int TEST_RUN = 10;
    private static final int MAP_ARRAY = 2;
    private static final int PROGRAM_XDP = 6;
    private static final int LIVE_FRAMES = 1 << 1;
    private static final int ATTRIBUTES_LENGTH = 128;
    private static final int LOG_LENGTH = 64 * 1024;

    /** Frames a system call: what it costs to begin one is seen otherwise. */
    private static final int FRAMES = 1 << 20;

    private static final int MAP_LOOKUP = 1;
    private static final int REDIRECT = 23;
    private static final int MAX_INSTRUCTIONS = 64;
    private static final int STACK = 10;

    // The last octets of the fields that change.
    private static final int IDENTIFICATION = 19;
    private static final int IP_CHECKSUM = 24;
    private static final int DESTINATION = 33;
    private static final int UDP_CHECKSUM = 40;

    static {
        Native.register(XdpGenerator.class, NativeLibrary.getProcess());
    }

    private final MemoryRegion code = MemoryRegion.allocate(MAX_INSTRUCTIONS * Long.BYTES);
    private int count;

    private XdpGenerator() {}

    private static native long syscall(long number, long command, long attributes, long length)
            throws LastErrorException;

    /**
     * Sends until the process ends.
     *
     * @param arguments name of the interface, link address to send to, packets of a train, a power of two.
     * @throws IOException when the kernel refuses.
     */
    public static void main(final String[] arguments) throws IOException {
        final int interfaceIndex = NetworkInterface.getByName(arguments[0]).getIndex();
        final MemoryRegion frame = MemoryRegion.allocate(Generator.FRAME_LENGTH);
        Generator.writePacket(frame.address(), MacAddress.parse(arguments[1]));
        final int train = Integer.parseInt(arguments[2]);
        final MemoryRegion attributes = MemoryRegion.allocate(ATTRIBUTES_LENGTH);
        final long at = attributes.address();
        try {
            Memory.putNativeInt(null, at, MAP_ARRAY);
            Memory.putNativeInt(null, at + 4, Integer.BYTES);
            Memory.putNativeInt(null, at + 8, Long.BYTES);
            Memory.putNativeInt(null, at + 12, 1);
            final int counter = (int) syscall(BPF, MAP_CREATE, at, ATTRIBUTES_LENGTH);
            final int program = new XdpGenerator().load(at, counter, interfaceIndex, train, frame.buffer());
            Memory.fill(null, at, ATTRIBUTES_LENGTH, (byte) 0);
            Memory.putNativeInt(null, at, program);
            Memory.putNativeInt(null, at + 8, Generator.FRAME_LENGTH);
            Memory.putNativeLong(null, at + 16, frame.address());
            Memory.putNativeInt(null, at + 32, FRAMES);
            Memory.putNativeInt(null, at + 64, LIVE_FRAMES);
            System.out.println("generating");
        } catch (final LastErrorException e) {
            throw new IOException(e.getMessage(), e);
        }
        while (true) {
            try {
                syscall(BPF, TEST_RUN, at, ATTRIBUTES_LENGTH);
            } catch (final LastErrorException stopped) {
                Thread.onSpinWait(); // A signal to stop for a while ends the call.
            }
        }
    }

    private int load(
            final long at, final int counter, final int interfaceIndex, final int train, final UnsafeBuffer frame)
            throws IOException {
        assemble(
                counter,
                interfaceIndex,
                train,
                Memory.u16(null, frame.addressOffset() + IP_CHECKSUM),
                Memory.u16(null, frame.addressOffset() + UDP_CHECKSUM));
        final MemoryRegion license = MemoryRegion.allocate(16);
        final MemoryRegion log = MemoryRegion.allocate(LOG_LENGTH);
        license.buffer().putStringWithoutLengthAscii(0, "Apache-2.0");
        Memory.fill(null, at, ATTRIBUTES_LENGTH, (byte) 0);
        Memory.putNativeInt(null, at, PROGRAM_XDP);
        Memory.putNativeInt(null, at + 4, count);
        Memory.putNativeLong(null, at + 8, code.address());
        Memory.putNativeLong(null, at + 16, license.address());
        Memory.putNativeInt(null, at + 24, 1);
        Memory.putNativeInt(null, at + 28, LOG_LENGTH);
        Memory.putNativeLong(null, at + 32, log.address());
        try {
            return (int) syscall(BPF, PROGRAM_LOAD, at, ATTRIBUTES_LENGTH);
        } catch (final LastErrorException e) {
            final byte[] text = new byte[LOG_LENGTH];
            log.buffer().getBytes(0, text);
            throw new IOException(e.getMessage() + '\n' + new String(text, StandardCharsets.US_ASCII).trim(), e);
        }
    }

    /** Registers: 6 context, 7 count and then destination, 8 identification, 2 frame. */
    private void assemble(
            final int counter, final int interfaceIndex, final int train, final int ipChecksum, final int udpChecksum) {
        write(0xBF, 6, 1, 0, 0); // r6 = r1
        write(0x62, STACK, 0, -4, 0); // key = 0
        write(0x18, 1, 1, 0, counter);
        write(0, 0, 0, 0, 0);
        write(0xBF, 2, STACK, 0, 0);
        write(0x07, 2, 0, 0, -4);
        write(0x85, 0, 0, 0, MAP_LOOKUP);
        final int noCounter = count;
        write(0x15, 0, 0, 0, 0); // if r0 == 0 goto drop
        write(0x79, 7, 0, 0, 0); // r7 = *(u64 *) r0
        write(0xBF, 8, 7, 0, 0);
        write(0x07, 8, 0, 0, 1);
        write(0x7B, 0, 8, 0, 0); // *(u64 *) r0 = r7 + 1
        write(0x61, 2, 6, 0, 0); // r2 = data
        write(0x61, 3, 6, 4, 0); // r3 = end of data
        write(0xBF, 4, 2, 0, 0);
        write(0x07, 4, 0, 0, Generator.FRAME_LENGTH);
        final int tooShort = count;
        write(0x2D, 4, 3, 0, 0); // if r4 > r3 goto drop
        write(0xBF, 8, 7, 0, 0);
        write(0x57, 8, 0, 0, train - 1); // r8 = count & (train - 1)
        write(0x77, 7, 0, 0, Integer.numberOfTrailingZeros(train));
        write(0x57, 7, 0, 0, Generator.DESTINATIONS - 1); // r7 = count / train & (destinations - 1)
        write(0x73, 2, 8, IDENTIFICATION, 0);
        write(0x73, 2, 7, DESTINATION, 0);
        // Both checksums are large enough that what was 0 may be subtracted without a carry (RFC 1624).
        write(0xB7, 4, 0, 0, ipChecksum);
        write(0x1F, 4, 8, 0, 0);
        write(0x1F, 4, 7, 0, 0);
        write(0xDC, 4, 0, 0, Short.SIZE);
        write(0x6B, 2, 4, IP_CHECKSUM, 0);
        write(0xB7, 4, 0, 0, udpChecksum);
        write(0x1F, 4, 7, 0, 0);
        write(0xDC, 4, 0, 0, Short.SIZE);
        write(0x6B, 2, 4, UDP_CHECKSUM, 0);
        write(0xB7, 1, 0, 0, interfaceIndex);
        write(0xB7, 2, 0, 0, 0);
        write(0x85, 0, 0, 0, REDIRECT);
        write(0x95, 0, 0, 0, 0);
        for (final int jump : new int[] {noCounter, tooShort}) {
            Memory.putNativeShort(null, code.address() + (long) jump * Long.BYTES + 2, (short) (count - jump - 1));
        }
        write(0xB7, 0, 0, 0, 1); // drop
        write(0x95, 0, 0, 0, 0);
    }

    /** Writes an instruction (RFC 9669) of a little-endian machine. */
    private void write(
            final int opcode, final int destination, final int source, final int offset, final int immediate) {
        final long at = code.address() + (long) count++ * Long.BYTES;
        Memory.putU8(null, at, opcode);
        Memory.putU8(null, at + 1, source << 4 | destination);
        Memory.putNativeShort(null, at + 2, (short) offset);
        Memory.putNativeInt(null, at + 4, immediate);
    }
}
