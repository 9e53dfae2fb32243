/** Runs side by side, in interleaved rounds, and their ratios. */
@NullMarked
package io.forebay.bench.compare;

import org.jspecify.annotations.NullMarked;
