/// What is wrong with a line or with one unit on it.
public enum LineCause: String, Hashable, Sendable, Codable, CaseIterable {
    case ok
    /// Frames on the line that this box did not ask for.
    case secondMaster
    case wrongBaud
    /// Parity or stop bits.
    case wrongParity
    /// Nothing comes: address, supply, A and B swapped, or a break.
    case noAnswer
    /// Units up to one place on the cable answer, and none behind it.
    case cableBreak
    /// Bytes outside of all frames, errors at random.
    case noise
    /// Checksum errors that rise with the answer's length on an otherwise quiet line.
    case missingTermination
    /// Two devices answer to one address.
    case duplicateAddress
    /// Answers come later than the bus waits.
    case tooSlow
    /// Answers come only sometimes.
    case intermittent
    /// The adapter returns what is sent; harmless, since it is taken out.
    case echo
    /// Nothing was asked, since another master has the line.
    case notTested

    /// The worst first, for a line with several.
    static let bySeverity: [LineCause] = [
        .secondMaster, .wrongBaud, .wrongParity, .cableBreak, .noise, .missingTermination, .duplicateAddress,
        .noAnswer, .tooSlow, .intermittent, .echo, .notTested, .ok,
    ]

    /// False for what needs nobody to go out.
    public var isFault: Bool { self != .ok && self != .echo && self != .notTested }

    /// As a heading.
    public var title: String {
        switch self {
        case .ok: "in order"
        case .secondMaster: "a second master on the line"
        case .wrongBaud: "wrong baud rate"
        case .wrongParity: "wrong parity or stop bits"
        case .noAnswer: "no answer"
        case .cableBreak: "break or reversal in the cable"
        case .noise: "noise"
        case .missingTermination: "termination or bias missing"
        case .duplicateAddress: "address used twice"
        case .tooSlow: "slower than the time-out"
        case .intermittent: "answers only sometimes"
        case .echo: "the adapter echoes"
        case .notTested: "not tested"
        }
    }
}
