/**
 * Hash functions with a key.
 *
 * <p>{@link org.firsthop.core.hash.SipHash} is for whatever a stranger may try to guess or to collide: initial sequence numbers
 * (RFC 6528), SYN cookies (RFC 4987), ports (RFC 6056), DNS cookies (RFC 9018), hash tables whose keys come from packets. Who
 * does not know the key learns nothing from its values.
 *
 * <p>{@link org.firsthop.core.hash.ToeplitzHash} spreads flows over workers as network cards do (RSS). It is linear: who sees a
 * few values finds the key, so nothing secret may depend on it. {@link org.firsthop.core.hash.FlowHash} reads from packets what
 * it hashes.
 *
 * <p>Both are immutable and take their key from the caller: the library has no randomness of its own.
 */
@NullMarked
package org.firsthop.core.hash;

import org.jspecify.annotations.NullMarked;
