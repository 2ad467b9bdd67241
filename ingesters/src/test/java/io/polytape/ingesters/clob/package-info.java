@NullMarked
package io.polytape.ingesters.clob;

import org.jspecify.annotations.NullMarked;
