internal import ModbusProtocol

/// What was seen of one unit.
struct UnitObservations {
    private static let examples = 3

    let tested: TestedUnit
    var sizes: [Outcomes] = AnswerSize.allCases.map { _ in Outcomes() }
    /// From the end of the request, in the order they came.
    var latencies: [Int64] = []
    /// Good answers that came after the test itself had given up on them.
    var lateAnswers = 0
    /// A second good frame after an answer, or an answer that nobody asked for.
    var doubleAnswers = 0
    /// Good answers with bytes around them that belong to nothing.
    var strayExchanges = 0
    /// Damaged answers of which more came than was asked for.
    var longerThanAsked = 0
    /// Damaged answers that are byte for byte what was damaged before: chance does not repeat itself.
    var repeatedDamage = 0
    /// Different answers to the identity question, and how often two in a row differed.
    var identities: [[UInt8]] = []
    var identityChanges = 0
    private var lastDamaged: [UInt8]?
    private var lastIdentity: [UInt8]?
    var lastAnswer: Int64?
    /// End of the last request that got nothing.
    var openSince: Int64?
    /// Silences for as long as the test waits.
    var longSilences = 0
    /// Remains of answers, as examples.
    var damagedBytes: [[UInt8]] = []
    var strayBytes: [[UInt8]] = []
    /// Other parameters at which it answers.
    var foundAt: LineParameters?
    var foundBytes: [UInt8] = []
    /// Other parameters at which something came that is no frame.
    var garbledAt: [LineParameters] = []
    var trials = 0
    /// Questions that were refused, by size.
    var refused: [Int] = AnswerSize.allCases.map { _ in 0 }

    init(_ tested: TestedUnit) { self.tested = tested }

    var all: Outcomes { self.sizes.reduce(Outcomes(), +) }
    var answers: Bool { self.all.answered > 0 || self.lateAnswers > 0 }
    /// Something came in answer to questions, good or not.
    var responds: Bool { self.answers || self.all.damaged > 1 }

    subscript(_ size: AnswerSize) -> Outcomes {
        get { self.sizes[size.rawValue] }
        set { self.sizes[size.rawValue] = newValue }
    }

    mutating func sawIdentity(_ bytes: [UInt8]) {
        if !self.identities.contains(bytes) { self.identities.append(bytes) }
        if let last = self.lastIdentity, last != bytes { self.identityChanges += 1 }
        self.lastIdentity = bytes
    }

    mutating func keepDamaged(_ bytes: [UInt8]) {
        if bytes.count > 4, self.damagedBytes.contains(bytes) || self.lastDamaged == bytes { self.repeatedDamage += 1 }
        self.lastDamaged = bytes
        if self.damagedBytes.count < Self.examples { self.damagedBytes.append(bytes) }
    }

    mutating func keepStray(_ bytes: [UInt8]) {
        self.strayExchanges += 1
        if self.strayBytes.count < Self.examples { self.strayBytes.append(bytes) }
    }
}
