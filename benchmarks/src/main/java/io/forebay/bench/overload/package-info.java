/** A sink that is offered more than its target takes. */
@NullMarked
package io.forebay.bench.overload;

import org.jspecify.annotations.NullMarked;
