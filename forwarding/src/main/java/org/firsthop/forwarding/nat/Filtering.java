package org.firsthop.forwarding.nat;

/**
 * From whom packets may come in by a mapping (RFC 4787 section 5, RFC 5382 section 4.3, RFC 5508 section 3.2).
 *
 * <p>Whatever it is, the mapping itself is the same for all remote endpoints. Forwarded ports are open to everybody.
 */
public enum Filtering {
    /** From everybody: best for applications that peers call. */
    ENDPOINT_INDEPENDENT,
    /** From addresses that the inside host has sent to. */
    ADDRESS_DEPENDENT,
    /** From addresses and ports that the inside host has sent to. */
    ADDRESS_AND_PORT_DEPENDENT
}
