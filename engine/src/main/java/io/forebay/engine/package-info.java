/** The engine: takes records from many threads, fills buffers, and hands them to a storage adapter. */
@NullMarked
package io.forebay.engine;

import org.jspecify.annotations.NullMarked;
