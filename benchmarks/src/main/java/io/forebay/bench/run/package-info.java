/** One run: a contender in a JVM of its own, warmed up, timed, and its files counted. */
@NullMarked
package io.forebay.bench.run;

import org.jspecify.annotations.NullMarked;
