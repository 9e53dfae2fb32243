/** Forebay measured beside what a user would pick instead, and beside what the machine can do at all. */
@NullMarked
package io.forebay.bench;

import org.jspecify.annotations.NullMarked;
