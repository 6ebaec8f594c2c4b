package org.firsthop.forwarding.fib;

class StrideIpv6FibTest extends Ipv6FibContractTest {
    @Override
    Ipv6Fib create(final ReadEpochs epochs) {
        return new StrideIpv6Fib(epochs);
    }
}
