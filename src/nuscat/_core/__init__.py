"""Private foundation: array namespace, quadrature, interpolation, errors, citations, data sets."""
