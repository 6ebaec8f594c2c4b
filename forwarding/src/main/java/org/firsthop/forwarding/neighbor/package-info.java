/**
 * Who is on the link: the link addresses of neighbors by ARP and neighbor discovery, and this node's own addresses.
 */
@NullMarked
package org.firsthop.forwarding.neighbor;

import org.jspecify.annotations.NullMarked;
