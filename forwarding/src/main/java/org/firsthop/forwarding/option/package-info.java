/**
 * What routers and hosts do with the options of packets: the options of an IPv4 header (RFC 791 section 3.1), and the Hop-by-Hop
 * Options header of IPv6 (RFC 8200 section 4.3).
 *
 * <p>They are judged when a packet comes in, by {@link org.firsthop.forwarding.option.Ipv4OptionCheck}, so that no later step
 * meets one that cannot be read, and written when it leaves, by {@link org.firsthop.forwarding.option.Ipv4OptionWriter}: only
 * then is it known by which interface, and a packet that does not leave is told of as it came. What asks routers to look (RFC
 * 2113, RFC 2711) is shown to a {@link org.firsthop.forwarding.option.RouterAlertReceiver}.
 */
@NullMarked
package org.firsthop.forwarding.option;

import org.jspecify.annotations.NullMarked;
