import Contract
import Ledger
import Metering
import TestSupport
import Testing

/// Meters that change hands, are exchanged, start again, are read late, or are retired.
extension ProofZone {
    static func at(_ interval: Int) -> UTCTime { Self.start.adding(seconds: 900 * Int64(interval)) }

    @discardableResult
    mutating func amend(_ meter: UInt32, from interval: Int, _ fact: MeterFact) throws -> [ContractEvent] {
        self.submit(
            .amendMeter(AmendMeter(meter: MeterID(meter), from: Self.at(interval), fact: fact)), by: .registrar)
        return try self.block(after: 1)
    }

    /// Account 1 pays for meter 2, then account 0, then account 1 again, all in the first of two periods.
    static func paidInTurn() throws -> ProofZone {
        var zone = try ProofZone()
        try zone.register()
        try zone.read(intervals: 3)
        try zone.amend(2, from: 3, .account(AccountID(0)))
        try zone.read(intervals: 3)
        try zone.amend(2, from: 6, .account(AccountID(1)))
        try zone.read(intervals: 6)
        try zone.block(after: 1000)
        try zone.read(intervals: 12)
        try zone.block(after: 1000)
        return zone
    }

    /// Five periods in which meter 2 changes hands again and again, with readings that are late, restarts, exchanges that
    /// are told of later, and sometimes a retirement.
    ///
    /// - Parameters:
    ///   - showsRatios: the meter shows its own and other transformer ratios in turn, so that bills are held.
    ///   - billed: called whenever there are new bills.
    static func unsettled(
        seed: UInt64, showsRatios: Bool = false, billed: (ProofZone) throws -> Void
    ) throws -> ProofZone {
        var zone = try ProofZone()
        try zone.register()
        var random = SeededGenerator(seed: seed)
        var bills = 0
        var values: [Int64] = [1000, 1000, 1000, 1000]
        for interval in 1...60 {
            for index in values.indices { values[index] += Int64.random(in: 0...900, using: &random) }
            if Int.random(in: 0..<6, using: &random) == 0 {
                let payers = [AccountID(0), AccountID(1), AccountID(1), nil]
                try zone.amend(2, from: interval - 1, .account(payers.randomElement(using: &random) ?? nil))
            }
            if interval == 50, seed.isMultiple(of: 2) { try zone.amend(2, from: interval - 1, .retired) }
            try zone.readUnsettled(interval, &values, &random)
            if showsRatios, interval % 5 == 1 {
                try zone.showRatio([50_000, 50_000, 100_000].randomElement(using: &random) ?? 50_000)
            }
            guard zone.state.bills.count > bills else { continue }
            bills = zone.state.bills.count
            try billed(zone)
        }
        return zone
    }

    /// What the registers of meter 2 tell of its current transformers, in mA by 5 A.
    mutating func showRatio(_ primary: UInt32) throws {
        let current = MeasuringRatio(primary: primary, secondary: 5000)
        let ratios = try #require(MeasuringRatios(current: current, voltage: nil))
        self.submit(
            .meterEvent(
                MeterEvent(
                    meter: MeterID(2), time: self.state.time, kind: .ratiosRead, value: 0, evidence: ratios.encoded())),
            by: .box)
        try self.block(after: 1)
    }

    /// Two periods in which meter 2 shows another ratio than at first, so that its account's bills are held.
    static func held() throws -> ProofZone {
        var zone = try ProofZone()
        try zone.register()
        try zone.showRatio(100_000)
        try zone.showRatio(50_000)
        for _ in 0..<2 {
            try zone.read(intervals: 12)
            try zone.block(after: 1000)
        }
        return zone
    }

    private mutating func readUnsettled(
        _ interval: Int, _ values: inout [Int64], _ random: inout SeededGenerator
    ) throws {
        let before = self.state.registers[3].value
        var kind = ReadingExceptionKind.absolute
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<8:
            try self.block(at: Self.at(interval).adding(seconds: 3))
            return
        case 8: kind = .reset
        case 9: kind = .replaced
        default: break
        }
        if kind != .absolute { values[3] = Int64.random(in: 0...500, using: &random) }
        let roster = self.state.roster(of: Self.id(.box))
        let read = values.indices.filter { roster.positions[$0].retiredAt == nil }
        self.submit(
            .readings(
                Readings(
                    rosterVersion: roster.version, intervalEnd: Self.at(interval),
                    increments: Array(repeating: nil, count: 4),
                    exceptions: read.map {
                        ReadingException(index: UInt32($0), kind: $0 == 3 ? kind : .absolute, value: values[$0])
                    })), by: .box)
        try self.block(at: Self.at(interval).adding(seconds: 3))
        guard kind == .replaced, self.state.meters[2].retiredAt == nil else { return }
        let exchanged = ExchangedRegister(closing: before + 70, opening: values[3] / 2)
        try self.amend(2, from: interval, .exchanged(serial: "NEW-\(interval)", registers: [exchanged]))
    }
}
