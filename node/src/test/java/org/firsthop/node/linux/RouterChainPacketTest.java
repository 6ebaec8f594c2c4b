package org.firsthop.node.linux;

import org.firsthop.node.live.PortKind;

/** Our routers on packet sockets. */
class RouterChainPacketTest extends RouterChainContract {
    @Override
    void route(final NetworkLab at, final String namespace, final String config) throws Exception {
        start(at, namespace, config, PortKind.PACKET);
    }
}
