package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LinearScanIpv4FibTest extends Ipv4FibContractTest {
    @Override
    Ipv4Fib create(final ReadEpochs epochs) {
        return new LinearScanIpv4Fib();
    }

    @Test
    void shouldRefuseWhenFull() {
        final LinearScanIpv4Fib fib = new LinearScanIpv4Fib(1);
        assertEquals(FibUpdate.ADDED, fib.put(0, 0, 1));
        assertEquals(FibUpdate.FULL, fib.put(0, 1, 1));
        assertEquals(FibUpdate.REPLACED, fib.put(0, 0, 2));
        assertEquals(1, fib.refusals());
        assertEquals(1, fib.size());
    }
}
