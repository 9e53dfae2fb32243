package io.forebay.testkit;

/** Keeps the package from being empty until its first real class is here; delete it then. */
final class Placeholder {
    private Placeholder() {}
}
