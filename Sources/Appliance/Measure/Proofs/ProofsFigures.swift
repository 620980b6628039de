import Foundation

/// What ``ProofsMeasurement`` found.
public struct ProofsFigures: Codable, Sendable {
    /// A bundle of one kind.
    public struct Bundle: Codable, Sendable {
        public var kind: String
        public var bytes: Int
        /// Reading and verifying it, from bytes and genesis.
        public var medianMilliseconds: Double
        public var worstMilliseconds: Double
    }

    public var validators: Int
    public var meters: Int
    /// Changes of the validators since the genesis.
    public var changes: Int
    public var bundles: [Bundle] = []

    /// The goals for a bill.
    public static let bytesLimit = 20_000
    public static let millisecondsLimit = 50.0

    init(validators: Int, meters: Int, changes: Int) {
        self.validators = validators
        self.meters = meters
        self.changes = changes
    }

    public var meetsGoals: Bool {
        self.bundles.filter { $0.kind == "bill" }.allSatisfy {
            $0.bytes <= Self.bytesLimit && $0.medianMilliseconds <= Self.millisecondsLimit
        }
    }
}

extension ProofsFigures: CustomStringConvertible {
    public var description: String {
        let lines = self.bundles.map { bundle in
            "  \(bundle.kind.padding(toLength: 9, withPad: " ", startingAt: 0))"
                + "\(bundle.bytes) bytes, verified in \(MeasureText.number(bundle.medianMilliseconds, 2)) ms "
                + "(\(MeasureText.number(bundle.worstMilliseconds, 2)) ms at most)"
        }
        return """
            proofs of a zone with \(self.meters) meters, \(self.validators) validators, changed \(self.changes) times:
            \(lines.joined(separator: "\n"))
              goal for a bill: \(Self.bytesLimit) bytes and \(MeasureText.number(Self.millisecondsLimit, 0)) ms; \
            \(MeasureText.verdict(self.meetsGoals))
            """
    }
}
