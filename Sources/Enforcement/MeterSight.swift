/// What one meter showed at one look of a pairing trial.
public enum MeterSight: Hashable, Sendable {
    /// It did not answer.
    case silent
    /// Something came, but nothing to learn from: a refusal, damaged bytes, trouble with the port. Not silence.
    case unreadable
    /// The largest phase current in milliamperes; nil where the meter measures none.
    case answers(milliamperes: Int64?)
    /// What a meter without a current has counted since it was made, in pulses or steps of its register, read at that
    /// moment of CLOCK_MONOTONIC.
    case counts(Int64, atMonotonicNanoseconds: Int64)

    /// It told something of itself.
    var isAnswer: Bool {
        switch self {
        case .answers, .counts: true
        case .silent, .unreadable: false
        }
    }
}

extension MeterSight: CustomStringConvertible {
    public var description: String {
        switch self {
        case .silent: "silent"
        case .unreadable: "cannot be read"
        case .answers(let current?): "\(current) mA"
        case .answers(nil): "answers"
        case .counts(let pulses, _): "counts \(pulses)"
        }
    }
}

/// What shows in a pairing trial that a relay keeps a meter's supply back.
public enum PairingSign: Hashable, Sendable {
    /// The current drops, or the meter falls silent; at once.
    case load
    /// What a meter counts stands still; that takes as long as the flow is slow.
    case flow
}

/// A meter before the relay opened, while it was open, and after it closed again.
public struct MeterLook: Hashable, Sendable {
    public var label: String
    public var before: MeterSight
    public var during: MeterSight
    public var after: MeterSight

    public init(label: String, before: MeterSight, during: MeterSight, after: MeterSight) {
        self.label = label
        self.before = before
        self.during = during
        self.after = after
    }
}
