import CanonicalCBOR
import Ledger
import Metering

/// A register's days as they are kept over a restart.
extension DayHistory {
    private static let version: UInt64 = 1

    var encoded: [UInt8] {
        CBOR.array([
            .unsigned(Self.version),
            .array(
                self.days.map { day in
                    .array([
                        .integer(day.day), .integer(day.quantity), .optional(day.registerMovement.map { .integer($0) }),
                        .unsigned(UInt64(day.quality.rawValue)), .optional(day.rule.map { .text($0) }),
                    ])
                }),
        ]).encoded()
    }

    static func days(decoding bytes: [UInt8]) throws(CBORError) -> [DayValue] {
        var fields = try CBORFields(decoding: bytes, of: "days of a register")
        let version = try fields.unsigned("version")
        guard version == Self.version else {
            throw CBORError(
                .mismatch(expected: "version \(Self.version)", found: "\(version)"), of: "days of a register")
        }
        var days: [DayValue] = []
        for value in try fields.array("days", atMost: Self.keptDays) {
            var day = try CBORFields(value, of: "day")
            days.append(
                DayValue(
                    day: try day.integer("day"), quantity: try day.integer("quantity"),
                    registerMovement: try day.optional("movement") { value throws(CBORError) in
                        try value.readInteger()
                    },
                    quality: try day.choice("quality", Quality.self),
                    rule: try day.optional("rule") { value throws(CBORError) in try value.readText() }))
            try day.end()
        }
        try fields.end()
        return days
    }
}
