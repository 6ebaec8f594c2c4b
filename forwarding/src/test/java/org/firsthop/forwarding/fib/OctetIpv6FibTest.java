package org.firsthop.forwarding.fib;

class OctetIpv6FibTest extends Ipv6FibContractTest {
    @Override
    Ipv6Fib create(final ReadEpochs epochs) {
        return new OctetIpv6Fib(epochs);
    }
}
