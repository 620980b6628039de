import Testing

/// One at a time: they count threads, descriptors and memory of the process.
@Suite(.serialized)
struct PeerNetworkTests {}
