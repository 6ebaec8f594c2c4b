/**
 * A router's configuration: a small text file in the words of {@code ip}.
 *
 * <pre>
 * # a line is one object; what follows a hash is for people
 * interface lan0 mac 02:00:00:00:00:01 address 192.168.1.1/24 address 2001:db8:1::1/64
 * interface wan0 mac 02:00:00:00:00:02 address 203.0.113.2/30 mtu 1500
 * route default via 203.0.113.1 dev wan0
 * route 2001:db8::/32 via fe80::1 dev wan0
 * route blackhole 10.0.0.0/8
 * routes from table.txt.gz via 203.0.113.1 dev wan0
 * neighbor 203.0.113.1 lladdr aa:bb:cc:dd:ee:ff dev wan0
 * nat outside wan0 inside lan0
 * nat forward tcp 203.0.113.2:8080 to 192.168.1.10:80
 * filter in wan0 permit tcp established
 * filter in wan0 permit tcp to 192.168.1.10 dport 80
 * filter in wan0 permit icmp
 * filter in wan0 deny
 * redirects off
 * icmp errors 1000 burst 50 timestamp off
 * reassembly datagrams 256 timeout 30s length 65535
 * neighbors reachable 30s capacity 4096 queue 16
 * advertise lan0 interval 10m lifetime 30m dns 2001:db8:1::1 prefix 2001:db8:1::/64 valid 1440m preferred 240m
 * </pre>
 *
 * <p>An interface may also have {@code rp-filter strict} or {@code loose} (RFC 3704), {@code directed-broadcast} (RFC 2644) and
 * {@code proxy-arp} (RFC 1027) and {@code proxy-ndp} (RFC 4861 section 7.2.8). Of the filters of one direction of an interface
 * the first that matches decides; what none matches passes. A rule is {@code permit}, {@code deny} or {@code reject}, then in
 * any order a protocol, {@code from} and {@code to} with a prefix, {@code sport} and {@code dport} with a port or a range,
 * {@code type} and {@code code} of ICMP, and of TCP {@code established}, {@code syn} or {@code flags} with a mask and what is
 * set, such as {@code syn,ack/syn}.
 *
 * <p>A router is advertised on the links that {@code advertise} names, and on no other (RFC 4861 section 6.2): with {@code
 * interval} and {@code min-interval} between messages, {@code lifetime}, {@code hop-limit}, {@code reachable}, {@code
 * retransmit}, {@code managed}, {@code other}, {@code mtu off}, up to four {@code dns} servers, and any number of {@code
 * prefix}, each with {@code valid}, {@code preferred}, {@code off-link} or {@code no-autoconf}; without a prefix those of the
 * interface's addresses.
 *
 * <p>{@link org.firsthop.node.config.RouterConfig} is what the file says, {@link
 * org.firsthop.node.config.RouterConfigParser} reads it and names file, line and column of what it does not understand, and
 * {@link org.firsthop.node.config.RouterTables} makes forwarding tables of it.
 */
@NullMarked
package org.firsthop.node.config;

import org.jspecify.annotations.NullMarked;
