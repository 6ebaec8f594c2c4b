package org.firsthop.node.dns;

import org.agrona.DirectBuffer;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.node.linux.DatagramVector;

/** Datagrams by the vector: one system call receives a burst, one sends its responses. */
final class VectorDatagrams extends ServerDatagrams {
    private final DatagramVector vector;
    private final MemoryRegion senders;

    VectorDatagrams(final DatagramVector vector, final int senders) {
        this.vector = vector;
        this.senders = MemoryRegion.allocate((long) senders * DatagramVector.ADDRESS_LENGTH);
    }

    private long sender(final int number) {
        return senders.address() + (long) number * DatagramVector.ADDRESS_LENGTH;
    }

    @Override
    int receive() {
        return vector.receive();
    }

    @Override
    DirectBuffer buffer() {
        return vector.buffer();
    }

    @Override
    int offset(final int datagram) {
        return vector.offset(datagram);
    }

    @Override
    int length(final int datagram) {
        return vector.length(datagram);
    }

    @Override
    void keepSender(final int datagram, final int number) {
        vector.copySender(datagram, sender(number));
    }

    @Override
    void send(final int number, final DirectBuffer buffer, final int offset, final int length) {
        vector.send(sender(number), buffer, offset, length);
    }

    @Override
    void flush() {
        vector.flush();
    }

    @Override
    long unsent() {
        return vector.unsent();
    }
}
