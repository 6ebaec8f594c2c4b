package org.firsthop.node.linux;

import org.firsthop.node.live.PortKind;

/** Our routers on AF_XDP sockets. */
class RouterChainXdpTest extends RouterChainContract {
    @Override
    void route(final NetworkLab at, final String namespace, final String config) throws Exception {
        start(at, namespace, config, PortKind.XDP);
    }
}
