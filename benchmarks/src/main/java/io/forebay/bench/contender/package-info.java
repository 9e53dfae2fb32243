/** What is measured: Forebay, its peers, and the limit, behind one small interface. */
@NullMarked
package io.forebay.bench.contender;

import org.jspecify.annotations.NullMarked;
