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
 * </pre>
 *
 * <p>{@link org.firsthop.node.config.RouterConfig} is what the file says, {@link
 * org.firsthop.node.config.RouterConfigParser} reads it and names file, line and column of what it does not understand, and
 * {@link org.firsthop.node.config.RouterTables} makes forwarding tables of it.
 */
@NullMarked
package org.firsthop.node.config;

import org.jspecify.annotations.NullMarked;
