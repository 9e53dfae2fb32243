/** The contract that every storage adapter must pass, and the tools to test a sink: a model, generators and faults. */
@NullMarked
package io.forebay.testkit;

import org.jspecify.annotations.NullMarked;
