public import ModbusProtocol

/// What the last exchanges with a unit show, in a crew's words, and what to do next.
public struct UnitVerdict: Hashable, Sendable {
    /// False where somebody should see to the unit or its line.
    public let isGood: Bool
    public let summary: String
    /// Most likely to help first.
    public let advice: [String]

    /// - Parameters:
    ///   - records: oldest first.
    ///   - parameters: of the line; nil on TCP.
    public init(_ records: [LineRecord], unit: UInt8, parameters: LineParameters?) {
        let counts = OutcomeCounts(records)
        (self.isGood, self.summary, self.advice) = Self.judge(counts, records, unit, parameters)
    }

    private static func judge(
        _ counts: OutcomeCounts, _ records: [LineRecord], _ unit: UInt8, _ parameters: LineParameters?
    ) -> (Bool, String, [String]) {
        guard counts.all > 0 else {
            return (
                false, "Unit \(unit) was not asked yet.",
                ["Wait until its next poll is due, or ask it yourself with `gridtally read`."]
            )
        }
        let good = counts[.answered]
        if good == counts.all { return (true, "All of the last \(Wording.count(good, "answer")) are good.", []) }
        let worst = counts.worst
        let share = Wording.share(counts[worst], of: counts.all)
        switch worst {
        case .silent where good == 0 && counts[.silent] == counts.all:
            return (
                false, "The unit says nothing: \(share) unanswered, and not a byte came.",
                LineAdvice.silentUnit(unit)
            )
        case .silent:
            return (false, "\(share) unanswered; it answers only sometimes.", LineAdvice.intermittent(unit))
        case .echoOnly:
            return (
                false, "Only the adapter's own echo comes back: \(share). The adapter works, the unit does not answer.",
                LineAdvice.silentUnit(unit)
            )
        case .noise:
            return (
                false, "Bytes come, and none begins an answer of this unit: \(share).",
                self.noise(unit, parameters)
            )
        case .damaged:
            return (
                false, "Answers arrive damaged: \(share).\(self.lengths(records))",
                records.contains(where: \.isCut)
                    ? LineAdvice.intermittent(unit) + LineAdvice.noise : LineAdvice.termination + LineAdvice.noise
            )
        case .collision: return (false, "Somebody talks at the same time: \(share).", LineAdvice.secondMaster)
        case .exception, .answered:
            return (false, "The unit refuses: \(share).", self.refusal(records, unit))
        }
    }

    private static func noise(_ unit: UInt8, _ parameters: LineParameters?) -> [String] {
        let settings = parameters.map { "The bus is set to \($0): c" } ?? "C"
        return [
            "\(settings)ompare baud rate and parity with the meter's menu; `gridtally scan` finds them.",
            "Another device may have answered: run `gridtally line-test` for an address that is used twice.",
        ] + LineAdvice.noise.prefix(2)
    }

    private static func refusal(_ records: [LineRecord], _ unit: UInt8) -> [String] {
        let last = records.last { $0.outcome == .exception }?.exception ?? 0
        let what = "It answers with \(ModbusException(code: last))."
        switch last {
        case 1, 2, 3:
            return [what, "Check that the profile is of this model: `gridtally identify` tells the model."]
        case 5, 6: return [what, "Ask it less often: raise `poll` of its bus."]
        case 10, 11:
            return [
                what,
                "The gateway does not reach unit \(unit): check its line, address and the gateway's serial settings.",
            ]
        default: return [what, "Look at the unit's display, and switch it off and on where that is allowed."]
        }
    }

    /// Where long answers break and short ones do not.
    private static func lengths(_ records: [LineRecord]) -> String {
        let good = records.filter { $0.outcome == .answered }.compactMap { $0.question?.fixedResponseLength }
        let damaged = records.filter { $0.outcome == .damaged }.compactMap { $0.question?.fixedResponseLength }
        guard let longestGood = good.max(), let shortestDamaged = damaged.min(), longestGood < shortestDamaged else {
            return ""
        }
        return " Those of up to \(longestGood + 3) bytes come through, longer ones do not."
    }
}

/// How often each outcome is among some exchanges.
private struct OutcomeCounts {
    private var counts: [LineRecord.Outcome: Int] = [:]
    let all: Int

    init(_ records: [LineRecord]) {
        self.all = records.count
        for record in records { self.counts[record.outcome, default: 0] += 1 }
    }

    subscript(_ outcome: LineRecord.Outcome) -> Int { self.counts[outcome] ?? 0 }

    /// The most frequent failure; of two, the one that tells more.
    var worst: LineRecord.Outcome {
        let byMeaning: [LineRecord.Outcome] = [.collision, .damaged, .noise, .exception, .echoOnly, .silent]
        return byMeaning.max { self[$0] < self[$1] } ?? .silent
    }
}

extension LineRecord {
    /// Fewer bytes came than the answer has.
    fileprivate var isCut: Bool {
        guard self.outcome == .damaged, let length = self.question?.fixedResponseLength else { return false }
        return self.heardBytes.count < length + 3
    }
}
