/**
 * A host: what a laptop or a server does above its interfaces.
 */
@NullMarked
package org.firsthop.node.host;

import org.jspecify.annotations.NullMarked;
