/** A disk that refuses, tears or dies on command, for tests of adapters that write files. */
@NullMarked
package io.forebay.testkit.disk;

import org.jspecify.annotations.NullMarked;
