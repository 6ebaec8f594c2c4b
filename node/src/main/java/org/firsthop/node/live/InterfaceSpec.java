package org.firsthop.node.live;

/**
 * An interface that a node attaches to.
 *
 * @param name as {@code ip link} shows it.
 * @param kind how the node attaches to it.
 * @param mtu octets of the largest packet that the node sends there.
 */
public record InterfaceSpec(String name, PortKind kind, int mtu) {}
