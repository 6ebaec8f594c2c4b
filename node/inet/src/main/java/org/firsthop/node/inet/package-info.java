/**
 * Java's own name lookups, {@code InetAddress.getByName} and all that rests on it, answered by Firsthop's resolver.
 *
 * <p>Nothing is to be called: with this artifact on the class path of a JDK 18 or later, the JDK finds {@link
 * org.firsthop.node.inet.FirsthopResolverProvider} (JEP 418) and asks it for every name, for as long as the process lives. It
 * is an artifact of its own because its mere presence changes what the process does. Names go the way that {@link
 * org.firsthop.node.dns.SystemResolver} describes: hosts file, search list, random ids, ports and letter case, one deadline,
 * TCP where an answer is cut, the order of RFC 8305 unless the JDK was told another.
 */
@NullMarked
package org.firsthop.node.inet;

import org.jspecify.annotations.NullMarked;
