/** The {@code firsthop} command. */
@NullMarked
package org.firsthop.node.cli;

import org.jspecify.annotations.NullMarked;
