/**
 * The files that tell a host how to resolve names, read as the GNU C library reads them.
 *
 * <ul>
 *   <li>{@link org.firsthop.dns.config.HostsFile}: {@code /etc/hosts}, names and addresses that need no server.
 *   <li>{@link org.firsthop.dns.config.ResolvConf}: {@code /etc/resolv.conf}, which servers to ask and how.
 *   <li>{@link org.firsthop.dns.config.SearchList}: which absolute names a name that is not absolute stands for, in order.
 * </ul>
 *
 * <p>Both files are written by people and by programs that rewrite them at run time, and a host with a damaged one must
 * still resolve what it can: a line that makes no sense is skipped, as glibc skips it, and told by number so that someone can
 * mend it. Nothing here opens a file: text comes in, and an immutable object goes out, free for any thread.
 */
@NullMarked
package org.firsthop.dns.config;

import org.jspecify.annotations.NullMarked;
