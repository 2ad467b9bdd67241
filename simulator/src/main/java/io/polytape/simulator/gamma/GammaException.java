package io.polytape.simulator.gamma;

/** A request that Gamma refuses with a status and a JSON error. */
final class GammaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;

  private GammaException(int status, String type, String error) {
    super(error);
    this.status = status;
    this.type = type;
  }

  static GammaException invalid(String error) {
    return new GammaException(422, "validation error", error);
  }

  static GammaException notFound(String error) {
    return new GammaException(404, "not found error", error);
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }
}
