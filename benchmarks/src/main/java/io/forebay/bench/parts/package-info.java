/** Parts of the engine by themselves, under JMH. */
@NullMarked
package io.forebay.bench.parts;

import org.jspecify.annotations.NullMarked;
