/**
 * Whole networks: what a topology says, and the simulated nodes and links made of it.
 *
 * <p>A topology is a text, a line an object. {@code host}, {@code router} and {@code switch} begin a node, and the lines up to
 * the next belong to it, in the words of {@code ip}:
 *
 * <pre>
 * host laptop
 *   interface eth0 mac a0:b2:c3:d4:e5:f6 address 192.168.1.100/24
 *   route default via 192.168.1.1 dev eth0
 *   nameserver 8.8.8.8                        # asks this resolver
 *   hosts 192.168.1.1 gateway                 # a line of its hosts file
 *   listen 80                                 # accepts TCP connections
 *   connections 1000                          # TCP connections that it has room for
 *   ttl 64                                    # of the packets that it sends
 *   zone example.com.                         # serves a zone; its records follow, as in a master file
 *   record @ 3600 IN SOA ns hostmaster 1 7200 3600 1209600 300
 *   resolver a.root-servers.net. 198.41.0.4   # resolves for others, from this root
 * router home
 *   interface lan0 mac aa:bb:cc:dd:ee:ff address 192.168.1.1/24
 *   interface wan0 mac 02:00:00:00:01:02 address 203.0.113.2/30
 *   nat outside wan0 inside lan0              # hides what is inside behind the address of the outside
 * switch switch
 * link laptop.eth0 switch delay 500ns rate 1Gbit mtu 1500 queue 256k loss 0.01 duplicate 0 corrupt 0 reorder 0 1ms
 * link home.lan0 switch
 * </pre>
 *
 * <p>{@link org.firsthop.node.internet.Topology} is what it says, made from a text or in Java; {@link
 * org.firsthop.node.internet.SimulatedNetwork} is the network that runs. The default Internet is such a text, a resource of
 * this package. Its laptop has the MAC a0:b2:c3:d4:e5:f6. A document often quoted for this walk has a1:b2:c3:d4:e5:f6: the lowest bit
 * of its first octet is set, which marks a group (IEEE 802 section 8.2.2); no station may send from such an address, and a
 * correct switch or router drops what claims to be.
 */
@NullMarked
package org.firsthop.node.internet;

import org.jspecify.annotations.NullMarked;
