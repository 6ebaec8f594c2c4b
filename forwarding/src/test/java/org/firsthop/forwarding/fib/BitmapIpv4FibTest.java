package org.firsthop.forwarding.fib;

class BitmapIpv4FibTest extends Ipv4FibContractTest {
    @Override
    Ipv4Fib create(final ReadEpochs epochs) {
        return new BitmapIpv4Fib(epochs);
    }
}
