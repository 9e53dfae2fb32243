package io.forebay.nio;

/**
 * Keeps the package from being empty, and its Javadoc from failing for want of a public type, until the first real class
 * is here; delete it then.
 */
public final class Placeholder {
    private Placeholder() {}
}
