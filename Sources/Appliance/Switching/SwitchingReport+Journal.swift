import CanonicalCBOR
import Enforcement
import Ledger
import Metering
import Storage

extension SwitchingReport {
    /// - Throws: where the record is not one of ours.
    init(_ entry: SwitchingEntry) throws(CBORError) {
        self = try Self.decoded(entry.record)
        (self.at, self.text) = ("\(entry.time)", entry.text)
    }

    /// A record without the line that stands beside it.
    static func decoded(_ bytes: [UInt8]) throws(CBORError) -> SwitchingReport {
        try SwitchingReport(record: bytes)
    }

    private init(record: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: record, of: "switching record")
        let version = try fields.unsigned("version")
        guard (1...2).contains(version) else {
            throw fields.refused("version", expected: "1 or 2", found: "\(version)")
        }
        for name in ["meter", "command", "outcome", "time", "monotonic"] { _ = try fields.value(name) }
        self.before = try fields.text("before")
        self.after = try fields.text("after")
        _ = try fields.value("order")
        self.authority = try fields.optional("authority") { (value) throws(CBORError) in
            try value.readText(atMost: 2000)
        }
        self.check = try fields.optional("check") { (value) throws(CBORError) in try GuardsReport(value) }
        self.recheck = try fields.optional("recheck") { (value) throws(CBORError) in try GuardsReport(value) }
        (self.at, self.text) = ("", "")
    }
}

extension GuardsReport {
    init(_ evaluation: GuardEvaluation) {
        self.at = "\(evaluation.moment.time)"
        self.guards = evaluation.results.map { result in
            GuardReport(
                name: "\(result.guard)", holds: result.passed, sentence: result.sentence,
                values: result.values.map { "\($0.key)=\($0.value.text)" })
        }
    }

    fileprivate init(_ value: CBOR) throws(CBORError) {
        var fields = try CBORFields(value, of: "guards")
        self.at = "\(try fields.time("time"))"
        self.guards = []
        for value in try fields.array("results", atMost: 20) {
            var item = try CBORFields(value, of: "guard")
            let (name, holds) = (try item.text("name"), try item.boolean("holds"))
            var values: [String] = []
            for value in try item.array("values", atMost: 600) {
                var pair = try CBORFields(value, of: "value")
                values.append("\(try pair.text("key"))=\(try pair.value("value").plain)")
            }
            let sentence =
                item.remaining > 0 ? try item.text("sentence", atMost: 100_000) : values.joined(separator: ", ")
            self.guards.append(GuardReport(name: name, holds: holds, sentence: sentence, values: values))
        }
    }
}

extension GuardValue.Value {
    fileprivate var text: String {
        switch self {
        case .integer(let value): "\(value)"
        case .boolean(let value): "\(value)"
        case .text(let value): value
        case .time(let value): "\(value.milliseconds)"
        case .unknown: "unknown"
        }
    }
}

extension CBOR {
    fileprivate var plain: String {
        switch self {
        case .unsigned(let value): "\(value)"
        case .negative(let value): "\(-1 - Int128(value))"
        case .text(let value): value
        case .boolean(let value): "\(value)"
        case .null: "unknown"
        case .bytes, .array, .map: "?"
        }
    }
}
