import Testing

/// Tests of the real program as real processes. One after the other: they share the machine's processors and ports.
@Suite(.serialized)
enum ServiceTests {}
