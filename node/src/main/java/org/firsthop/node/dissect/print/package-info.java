/**
 * Dissected packets as text: a line each ({@link org.firsthop.node.dissect.print.SummaryPrinter}), chosen fields
 * ({@link org.firsthop.node.dissect.print.FieldsPrinter}), a tree ({@link org.firsthop.node.dissect.print.TreePrinter}) or
 * JSON ({@link org.firsthop.node.dissect.print.JsonPrinter}).
 *
 * <p>A printer knows layers, items and their formats, and no protocol.
 */
@NullMarked
package org.firsthop.node.dissect.print;

import org.jspecify.annotations.NullMarked;
