package io.polytape.ingesters.clob;

/** A part of a frame's text; copied out only when somebody wants it. */
record Raw(String frame, int start, int end) {
  String text() {
    return frame.substring(start, end);
  }

  int length() {
    return end - start;
  }
}
