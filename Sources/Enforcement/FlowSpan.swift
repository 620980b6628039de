internal import Metering

/// What one meter showed over a time of a pairing trial.
struct FlowSpan: Hashable, Sendable {
    struct Count: Hashable, Sendable {
        let pulses: Int64
        /// CLOCK_MONOTONIC, in nanoseconds.
        let at: Int64
    }

    private(set) var first: Count?
    private(set) var last: Count?
    /// Largest and last current, in milliamperes.
    private(set) var largestCurrent: UInt64?
    private(set) var lastCurrent: UInt64?
    private(set) var hasAnswered = false
    private(set) var wasUnreadable = false
    /// Its register went back: it was cleared or exchanged, or had come to its end.
    private(set) var wentBack = false

    mutating func take(_ sight: MeterSight) {
        switch sight {
        case .silent: return
        case .unreadable: self.wasUnreadable = true
        case .answers(let current):
            self.hasAnswered = true
            guard let current else { return }
            self.lastCurrent = current.magnitude
            self.largestCurrent = max(self.largestCurrent ?? 0, current.magnitude)
        case .counts(let pulses, let at):
            self.hasAnswered = true
            if let last, pulses < last.pulses { self.wentBack = true }
            self.last = Count(pulses: pulses, at: at)
            self.first = self.first ?? self.last
        }
    }

    /// What came between the first and the last look; not negative.
    var pulses: Int64 {
        guard let first, let last, last.pulses > first.pulses else { return 0 }
        return last.pulses.subtractingSaturated(first.pulses)
    }

    var nanoseconds: Int64 {
        guard let first, let last, last.at > first.at else { return 0 }
        return last.at.subtractingSaturated(first.at)
    }
}

extension FlowSpan: CustomStringConvertible {
    var description: String {
        if let largestCurrent { return "\(largestCurrent) mA" }
        guard self.last != nil else {
            return self.hasAnswered ? "answers" : self.wasUnreadable ? "cannot be read" : "silent"
        }
        return "\(self.pulses) \(self.pulses == 1 ? "pulse" : "pulses") in \(FlowSpan.seconds(self.nanoseconds))"
    }

    static func seconds(_ nanoseconds: Int64) -> String {
        let tenths = nanoseconds / 100_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
