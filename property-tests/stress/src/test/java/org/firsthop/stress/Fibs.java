package org.firsthop.stress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;

/** The tables that all states of a process share, and how their actors write and read. */
final class Fibs {
    /** The answer where no route of a state is: that of the default route. */
    static final int DEFAULT = 1;

    /** So often, at most, the threads of a state wait for one another: jcstress may run them one after the other, too. */
    static final int PATIENCE = 1_000;

    static final ReadEpochs EPOCHS = new ReadEpochs(1 << 10);
    static final BlockIpv4Fib IPV4 = new BlockIpv4Fib(EPOCHS);
    static final StrideIpv6Fib IPV6 = new StrideIpv6Fib(EPOCHS);

    private static final AtomicInteger NEXT = new AtomicInteger();

    /** Threads come and go between iterations: each pauses when it has read. */
    private static final ThreadLocal<ReadEpochs.Reader> READER = ThreadLocal.withInitial(EPOCHS::register);

    static {
        require(IPV4.put(0, 0, DEFAULT));
        require(IPV6.put(0, 0, 0, DEFAULT));
    }

    private Fibs() {}

    /** The next /24, in the order of addresses, so that 64 in a row are of one block. */
    static int nextIpv4() {
        return NEXT.getAndIncrement() << 8;
    }

    /** The first 64 bits of the next /48 of 2000::/3. */
    static long nextIpv6() {
        return 0x2000_0000_0000_0000L | ((long) NEXT.getAndIncrement() & 0x1FFF_FFFFL) << 16;
    }

    /** Begins to read. */
    static ReadEpochs.Reader resume() {
        final ReadEpochs.Reader reader = READER.get();
        reader.resume();
        return reader;
    }

    /** An update that is refused would test nothing. */
    static void require(final FibUpdate update) {
        if (update == FibUpdate.FULL || update == FibUpdate.ABSENT) {
            throw new IllegalStateException("update: " + update);
        }
    }

    /**
     * Lets a writer begin when the reader of its state reads. Nothing that the writer does afterwards is ordered by it before
     * anything that the reader does.
     */
    abstract static class Meeting {
        private static final VarHandle READS;

        static {
            try {
                READS = MethodHandles.lookup().findVarHandle(Meeting.class, "reads", boolean.class);
            } catch (final ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private boolean reads;

        final void awaitReader() {
            for (int i = 0; i < PATIENCE && !(boolean) READS.getOpaque(this); i++) {
                Thread.onSpinWait();
            }
        }

        final void beginToRead() {
            READS.setOpaque(this, true);
        }
    }
}
