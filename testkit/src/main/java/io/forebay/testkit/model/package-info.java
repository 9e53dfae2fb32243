/** A simple model of a sink, and sequences of actions that hold a real one against it. */
@NullMarked
package io.forebay.testkit.model;

import org.jspecify.annotations.NullMarked;
