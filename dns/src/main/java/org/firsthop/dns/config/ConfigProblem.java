package org.firsthop.dns.config;

/**
 * A line, or a word of it, that was skipped.
 *
 * @param line its number, from 1.
 * @param description what was found, and what was expected.
 */
public record ConfigProblem(int line, String description) {
    /** {@return the line and the description, for people} */
    @Override
    public String toString() {
        return "line " + line + ": " + description;
    }
}
