/**
 * Whole routers: the forwarding pipeline between ports, made of a {@linkplain org.firsthop.node.config configuration}.
 *
 * <p>{@link org.firsthop.node.router.CaptureRouter} runs one between captures.
 */
@NullMarked
package org.firsthop.node.router;

import org.jspecify.annotations.NullMarked;
