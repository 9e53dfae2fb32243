package io.forebay.engine;

/** Keeps the package from being empty until its first real class is here; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
