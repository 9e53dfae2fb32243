/** The directory protocol of the file-based adapters: names, ownership, publishing and recovery. */
@NullMarked
package io.forebay.spool;

import org.jspecify.annotations.NullMarked;
