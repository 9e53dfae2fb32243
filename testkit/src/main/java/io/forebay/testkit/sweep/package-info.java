/** Sweeps: one run of a sink for each operation, each fault at it, and each time that it lasts. */
@NullMarked
package io.forebay.testkit.sweep;

import org.jspecify.annotations.NullMarked;
