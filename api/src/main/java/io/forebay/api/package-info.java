/** The ports of Forebay: what callers write to, and what a storage adapter implements. */
@NullMarked
package io.forebay.api;

import org.jspecify.annotations.NullMarked;
