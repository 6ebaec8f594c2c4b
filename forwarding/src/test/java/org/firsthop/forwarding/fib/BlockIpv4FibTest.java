package org.firsthop.forwarding.fib;

class BlockIpv4FibTest extends Ipv4FibContractTest {
    @Override
    Ipv4Fib create(final ReadEpochs epochs) {
        return new BlockIpv4Fib(epochs);
    }
}
