/// A promise of the protocol that a run broke.
struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
    /// Short name of the check, for example `S7`.
    let check: String
    let text: String

    var description: String { "\(self.check): \(self.text)" }
}
