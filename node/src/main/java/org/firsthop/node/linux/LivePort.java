package org.firsthop.node.linux;

import org.firsthop.core.port.Port;

/** A port of the running system: a network interface, or a queue of one. */
public interface LivePort extends Port {
    /**
     * The file descriptors on which the port's frames arrive, for poll(2); see {@link PollIdleStrategy}.
     *
     * @return the descriptors, valid until the port is closed.
     */
    int[] descriptors();
}
