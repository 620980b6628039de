import CanonicalCBOR
import Enforcement
import Ledger
import Metering

extension SwitchingRecord {
    /// The whole record: what was wanted, by what right, what every guard saw, and what the relay did.
    var cbor: CBOR {
        .array([
            .unsigned(2), .unsigned(UInt64(self.meter)), .optional(self.command.map { .text("\($0)") }),
            .text("\(self.outcome)"), .time(self.at.time), .integer(self.at.monotonicNanoseconds),
            .text("\(self.before.control) \(self.before.output)"), .text("\(self.after.control) \(self.after.output)"),
            .optional(self.order.map { .unsigned($0.number) }), .optional(self.authority.map { .text("\($0)") }),
            .optional(self.check?.cbor(sentences: true)), .optional(self.recheck?.cbor(sentences: true)),
            .array(self.writes.map(\.cbor)),
            .array(self.safetyTags.map { .array([.text($0.person), .text($0.place), .time($0.placedAt)]) }),
            .optional(self.lock.map { .text("\($0)") }), .optional(self.trial.map { .text($0) }),
        ])
    }

    /// What goes onto the chain: the guards that the switching rests on, and the words as they were read back.
    var evidence: [UInt8] {
        CBOR.array([
            .optional(self.order.map { .unsigned($0.number) }), .optional(self.authority.map { .text("\($0)") }),
            .optional(self.recheck?.cbor(sentences: false)), .array(self.writes.map(\.cbor)),
            .text(String("\(self.outcome)".prefix(400))), .optional(self.trial.map { .text($0) }),
        ]).encoded()
    }

    /// One line for people.
    var summary: String {
        let guards = self.recheck ?? self.check
        let failed = guards?.results.filter { !$0.passed }.map { "\($0.guard): \($0.sentence)" } ?? []
        let trial = self.trial.map { " for the pairing trial of \($0)" } ?? ""
        return "\(self.command.map { "\($0)" } ?? "no command")\(trial): \(self.outcome), output \(self.after.output)"
            + (failed.isEmpty ? "" : "; " + failed.joined(separator: "; "))
    }
}

extension GuardEvaluation {
    fileprivate func cbor(sentences: Bool) -> CBOR {
        .array([
            .time(self.moment.time),
            .array(
                self.results.map { result in
                    .array(
                        [.text("\(result.guard)"), .boolean(result.passed), .array(result.values.map(\.cbor))]
                            + (sentences ? [.text(result.sentence)] : []))
                }),
        ])
    }
}

extension GuardValue {
    fileprivate var cbor: CBOR {
        let value: CBOR =
            switch self.value {
            case .integer(let value): .integer(value)
            case .boolean(let value): .boolean(value)
            case .text(let value): .text(value)
            case .time(let value): .time(value)
            case .unknown: .null
            }
        return .array([.text(self.key), value])
    }
}

extension WriteAttempt {
    fileprivate var cbor: CBOR {
        .array([
            .integer(self.attempt), .time(self.asked.time),
            .optional(
                self.observed.map {
                    .array([.text("\($0.output)"), .array($0.rawWords.map { .unsigned(UInt64($0)) })])
                }),
            .optional(self.failure.map { .text(String($0.prefix(200))) }),
        ])
    }
}
