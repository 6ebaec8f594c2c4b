/**
 * A TCP engine (RFC 9293) without sockets, threads or a clock of its own.
 */
@NullMarked
package org.firsthop.tcp;

import org.jspecify.annotations.NullMarked;
