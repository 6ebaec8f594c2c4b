/**
 * The walk: what happens between a URL and an established connection, seen and told.
 */
@NullMarked
package org.firsthop.node.walk;

import org.jspecify.annotations.NullMarked;
