/// What the value of a configuration's key may be.
public indirect enum ConfigurationKind: Hashable, Sendable {
    case mapping
    case list(of: ConfigurationKind, atMost: Int)
    case text
    /// Of a file or folder; relative ones are relative to the configuration's folder.
    case path
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// More than 0, with at most three digits after the point.
    case decimal(atMost: Int?)
    /// `1d12h`, at most ten years.
    case duration
    /// A duration from 0s to 60s.
    case wait
    case boolean
    case choice([String])
    /// RFC 3339.
    case time
    /// `+05:30`.
    case utcOffset
    case hexadecimal(digits: Int)
    case either([ConfigurationKind])
}

extension ConfigurationKind: CustomStringConvertible {
    public var description: String {
        switch self {
        case .mapping: "a mapping"
        case .list(let item, let limit): "a list of at most \(limit), each \(item)"
        case .text: "text of 1 to 200 bytes"
        case .path: "a path"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound))"
        case .decimal(let limit):
            limit.map { "a number from 0.001 to \($0), with at most three digits after the point" }
                ?? "a number over 0, with at most three digits after the point"
        case .duration: "a duration such as 1d12h, 30m or 90s, at most 3650 days"
        case .wait: "a duration from 0s to 60s"
        case .boolean: "true or false"
        case .choice(let names):
            names.count > 1
                ? "\(names.dropLast().joined(separator: ", ")) or \(names[names.count - 1])"
                : names.joined()
        case .time: "a time such as 2026-01-05T06:00:00+05:30"
        case .utcOffset: "an offset from UTC such as \"+05:30\""
        case .hexadecimal(let digits): "\(digits) hexadecimal digits"
        case .either(let kinds): kinds.map(\.description).joined(separator: "; or ")
        }
    }

    /// `3600` instead of `3600.0`.
    private static func short(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }

    /// True for a mapping, a list of them, and what may be one.
    var holdsKeys: Bool {
        switch self {
        case .mapping: true
        case .list(let item, _): item.holdsKeys
        case .either(let kinds): kinds.contains { $0.holdsKeys }
        default: false
        }
    }

    var isListOfMappings: Bool { if case .list(.mapping, _) = self { true } else { false } }
}
