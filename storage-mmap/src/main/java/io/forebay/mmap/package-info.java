/** The storage adapter whose buffers are mapped files. */
@NullMarked
package io.forebay.mmap;

import org.jspecify.annotations.NullMarked;
