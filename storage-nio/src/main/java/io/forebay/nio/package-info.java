/** The storage adapter that writes each file through a file channel. */
@NullMarked
package io.forebay.nio;

import org.jspecify.annotations.NullMarked;
