package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LinearScanIpv6FibTest extends Ipv6FibContractTest {
    @Override
    Ipv6Fib create(final ReadEpochs epochs) {
        return new LinearScanIpv6Fib();
    }

    @Test
    void shouldRefuseWhenFull() {
        final LinearScanIpv6Fib fib = new LinearScanIpv6Fib(1);
        assertEquals(FibUpdate.ADDED, fib.put(0, 0, 0, 1));
        assertEquals(FibUpdate.FULL, fib.put(0, 0, 1, 1));
        assertEquals(1, fib.refusals());
    }
}
