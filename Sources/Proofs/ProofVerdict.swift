internal import Ledger
internal import Metering

/// What a bundle proves.
public struct ProofVerdict: Equatable, Sendable {
    /// A value that programs read: in JSON a number, a text, true or false.
    public enum Fact: Equatable, Sendable {
        case integer(Int64)
        case text(String)
        case boolean(Bool)
    }

    public let kind: ProofKind
    /// By name, lower snake case: times in milliseconds since 1970, money in paise, quantities in base units.
    public internal(set) var facts: [String: Fact] = [:]
    /// For people: what is proven, with its numbers, and what is not.
    public internal(set) var sentences: [String] = []

    /// - Parameter header: the block whose state the bundle shows.
    init(_ kind: ProofKind, at header: BlockHeader) {
        self.kind = kind
        self.note("kind", "\(kind)")
        self.note("height", header.height)
        self.note("time_ms", header.time)
        self.sentences = [
            "The state of block \(header.height) of \(header.time), final by the zone's validators, says:"
        ]
    }

    mutating func note(_ name: String, _ value: some BinaryInteger) {
        self.facts[name] = .integer(Int64(clamping: value))
    }
    mutating func note(_ name: String, _ value: String) { self.facts[name] = .text(value) }
    mutating func note(_ name: String, _ value: Bool) { self.facts[name] = .boolean(value) }
    mutating func note(_ name: String, _ time: UTCTime) { self.facts[name] = .integer(time.milliseconds) }

    /// Nothing is noted where there is no time.
    mutating func note(_ name: String, _ time: UTCTime?) { if let time { self.note(name, time) } }

    mutating func say(_ sentence: String) { self.sentences.append(sentence) }
}

extension ProofVerdict.Fact: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        }
    }
}
