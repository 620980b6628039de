/// Learns whether the adapter returns what is sent: three answers in a row that agree.
struct EchoDetector: Sendable {
    private static let threshold = 3

    private(set) var isPresent = false
    private var differing = 0

    /// - Returns: true where the conclusion changed.
    mutating func observed(echo: Bool) -> Bool {
        guard echo != self.isPresent else {
            self.differing = 0
            return false
        }
        self.differing += 1
        guard self.differing >= Self.threshold else { return false }
        self.isPresent = echo
        self.differing = 0
        return true
    }
}
