/** How long a write takes at a load that is below what the contender could take. */
@NullMarked
package io.forebay.bench.latency;

import org.jspecify.annotations.NullMarked;
