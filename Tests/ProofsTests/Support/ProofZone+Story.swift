import Contract
import Identity
import Ledger
import Metering
import Tariffs
import TestSupport
import Testing

@testable import Proofs

/// What happens in a neighbourhood that has two houses: one pays, the other is cut off, pays, and is supplied again.
extension ProofZone {
    static let story = Tariff(
        label: "story", authority: "test", orderNumber: "1", standing: .illustrative,
        unit: .wattHour,
        lines: [
            TariffLine(
                name: "energy",
                kind: .slab(
                    mode: .telescopic,
                    steps: [
                        SlabStep(upTo: 5_000, rate: 475_000), SlabStep(upTo: 15_000, rate: 600_000),
                        SlabStep(upTo: nil, rate: 750_000),
                    ])),
            TariffLine(
                name: "fixed",
                kind: .fixedBySlab(steps: [SlabStep(upTo: 15_000, rate: 15_000), SlabStep(upTo: nil, rate: 80_000)])),
            TariffLine(
                name: "surcharge",
                kind: .perUnitBySlab(steps: [SlabStep(upTo: 10_000, rate: 70_000), SlabStep(upTo: nil, rate: 100_000)])),
            TariffLine(name: "duty", kind: .perUnit(rate: 40_000)),
            TariffLine(name: "meter rent", kind: .fixed(paise: 1_250)),
            TariffLine(name: "least", kind: .minimum(paise: 20_000), rounding: .ceiling),
            TariffLine(name: "cess", kind: .percentage(basisPoints: 500, of: ["energy", "fixed"]), rounding: .floor),
        ], totalRounding: .multiple(paise: 100, rule: .halfUp))

    /// The registry; meter 0 is the transformer's, meters 1 and 2 are of accounts 0 and 1.
    mutating func register(_ tariff: Tariff = ProofZone.story, read: Bool = true) throws {
        self.submit(
            .setTariff(SetTariff(tariff: TariffID(0), effectiveFrom: Self.start, document: tariff.cbor)),
            by: .registrar)
        let loss = LossAllowance(
            fixedThousandthsPerHour: 40_000, basisPoints: 200, toleranceBasisPoints: 100, threshold: 50_000)
        self.submit(
            .registerNode(RegisterNode(label: "T1", kind: .transformer, parent: nil, loss: loss)), by: .registrar)
        self.submit(.registerMeter(self.meter("T1-meter", nil)), by: .registrar)
        for house in ["1", "2"] {
            self.submit(
                .registerAccount(RegisterAccount(label: "A-\(house)", tariff: TariffID(0))), by: .registrar)
            self.submit(
                .registerMeter(self.meter("M-\(house)", AccountID(house == "1" ? 0 : 1))), by: .registrar)
        }
        try self.block(after: 1)
        guard read else { return }
        let roster = self.state.roster(of: Self.id(.box))
        self.submit(
            .readings(
                Readings(
                    rosterVersion: roster.version, intervalEnd: Self.start,
                    increments: Array(repeating: nil, count: 4),
                    exceptions: (0..<4).map { ReadingException(index: $0, kind: .absolute, value: 1000) })), by: .box)
        try self.block(after: 1)
    }

    private func meter(_ label: String, _ account: AccountID?) -> RegisterMeter {
        RegisterMeter(
            label: label, serial: "S-\(label)", node: NodeID(0), box: Self.id(.box), account: account,
            purpose: account == nil ? .delivers : .consumes, service: .electricity, legalUse: .billing,
            // One house's meter has a second register, so that positions and meters differ.
            channels: label == "M-1" ? [.activeEnergyImport, .activeEnergyExport] : [.activeEnergyImport],
            hasDisconnect: account != nil)
    }

    /// Readings of all four registers, one block an interval, from the last boundary on.
    mutating func read(intervals: Int, _ use: UInt64 = 1000) throws {
        for _ in 0..<intervals {
            let last = try #require(self.state.registers[1].boundary)
            let end = last.adding(seconds: 900)
            self.submit(
                .readings(
                    Readings(
                        rosterVersion: 3, intervalEnd: end, increments: [use * 3, use, 0, use + 100], exceptions: [])),
                by: .box)
            try self.block(at: max(end, self.state.time).adding(seconds: 3))
        }
    }

    /// Intervals after the last boundary in one transaction: plain ones, then one in which the last register was not
    /// read, and one that has it again.
    mutating func readTogether(plain: Int) throws {
        let last = try #require(self.state.registers[1].boundary)
        let first = last.adding(seconds: 900)
        var intervals = (1...plain).map {
            IntervalReadings(increments: [30, UInt64($0), 0, 100 + UInt64($0)], exceptions: [])
        }
        let value = self.state.registers[3].value + (1...Int64(plain)).reduce(0) { $0 + 100 + $1 }
        intervals += [
            IntervalReadings(increments: [30, 9, 0, nil], exceptions: []),
            IntervalReadings(
                increments: [30, 9, 0, nil],
                exceptions: [ReadingException(index: 3, kind: .absolute, value: value + 250)]),
        ]
        self.submit(.readings(Readings(rosterVersion: 3, firstEnd: first, intervals: intervals)), by: .box)
        let end = first.adding(seconds: Int64(intervals.count - 1) * 900)
        try self.block(at: max(end, self.state.time).adding(seconds: 3))
    }

    /// The registers themselves, after a gap.
    mutating func readAbsolute(_ end: UTCTime, _ values: [Int64]) throws {
        self.submit(
            .readings(
                Readings(
                    rosterVersion: 3, intervalEnd: end, increments: Array(repeating: nil, count: values.count),
                    exceptions: values.enumerated().map {
                        ReadingException(index: UInt32($0.offset), kind: .absolute, value: $0.element)
                    })), by: .box)
        try self.block(at: max(end, self.state.time).adding(seconds: 3))
    }

    /// Every kind of line with every kind of rounding, and rates and limits that differ with the seed.
    static func everyLine(_ random: inout SeededGenerator) -> Tariff {
        func rate() -> Int64 { Int64.random(in: 0...900_000, using: &random) }
        func steps() -> [SlabStep] {
            let limits = [
                Int64.random(in: 1...20_000, using: &random), Int64.random(in: 20_001...80_000, using: &random),
            ]
            return limits.map { SlabStep(upTo: $0, rate: rate()) } + [SlabStep(upTo: nil, rate: rate())]
        }
        func bands() -> [TimeBand] {
            let edge = Int64.random(in: 1...95, using: &random) * 15
            return [
                TimeBand(days: [.weekday], windows: [MinuteWindow(from: 0, to: edge)], value: 900),
                TimeBand(
                    days: .every.subtracting(.weekday),
                    windows: [MinuteWindow(from: 15, to: 30), MinuteWindow(from: edge, to: 1440)].filter {
                        $0.to < edge || $0.from >= edge
                    },
                    value: -400),
            ]
        }
        let kinds: [TariffLineKind] = [
            .slab(mode: .telescopic, steps: steps()), .slab(mode: .wholeVolume, steps: steps()),
            .slab(mode: .stepLookUp, steps: steps()), .perUnit(rate: rate()), .perUnitBySlab(steps: steps()),
            .fixed(paise: rate()), .fixedPerKilowatt(paise: rate()), .fixedBySlab(steps: steps()),
            .percentage(basisPoints: -1234, of: ["line 0", "line 5"]), .minimum(paise: rate() * 40),
            .percentage(basisPoints: 777, of: ["line 9", "line 2", "line 8"]),
            .timeOfDayPercentage(bands: bands(), of: ["line 0", "line 3"]), .timeOfDayRate(bands: bands()),
            .rebate(.share(basisPoints: 321, of: ["line 3"]), capPaise: rate()),
            .rebate(.steps(steps()), capPaise: nil), .subsidy(.sum(paise: rate()), capPaise: rate(), paidBy: "state"),
            .levy(.steps(steps()), collectedFor: "city"),
            .levy(.share(basisPoints: 55, of: ["line 8"]), collectedFor: "city"),
            .arrearsInterest(dailyMillionths: 493, graceDays: 0),
        ]
        let conditions: [LineCondition] = [
            .always, LineCondition(classes: ["bpl"]), LineCondition(exemptClasses: ["bpl"]),
            LineCondition(loadAbove: 4000), LineCondition(loadUpTo: 4000, payment: .postpaid),
            LineCondition(quantityAbove: 9000), LineCondition(quantityUpTo: 30_000),
            LineCondition(payment: .prepaid), LineCondition(needsPromptPayment: true),
        ]
        let lines = kinds.enumerated().map { index, kind in
            TariffLine(
                name: "line \(index)", kind: kind,
                rounding: RoundingRule.allCases[Int.random(in: 0..<3, using: &random)],
                condition: index < 11 ? .always : conditions[Int.random(in: 0..<conditions.count, using: &random)])
        }
        return Tariff(
            label: "every line", authority: "test", orderNumber: "1", standing: .ordered, unit: .wattHour,
            lines: lines, totalRounding: .multiple(paise: 500, rule: .floor))
    }

    mutating func pay(_ account: UInt32, _ paise: Int64, _ reference: String) throws {
        try self.pay([(account, paise, reference)])
    }

    /// Payments in one block.
    mutating func pay(_ payments: [(account: UInt32, paise: Int64, reference: String)]) throws {
        for (account, paise, reference) in payments { self.submitPayment(account, paise, reference) }
        try self.block(after: 1)
    }

    /// A tenant with a key of its own holds account 0 and gives of its credit to account 1.
    mutating func give(_ paise: Int64, _ reference: String) throws {
        let key = try SigningKey(seed: [UInt8](repeating: 77, count: 32))
        let tenant = PrincipalID(UInt32(self.state.principals.count))
        self.submit(
            .registerPrincipal(Principal(label: "tenant", key: key.publicKey, roles: .consumer)), by: .registrar)
        self.submit(.setHolder(SetHolder(account: AccountID(0), holder: tenant)), by: .registrar)
        try self.block(after: 1)
        let gift = PayFromCredit(
            from: AccountID(0), account: AccountID(1), amountPaise: paise, reference: reference)
        self.submit(.payFromCredit(gift), byNewest: key)
        try self.block(after: 1)
    }

    private mutating func submitPayment(_ account: UInt32, _ paise: Int64, _ reference: String) {
        self.submit(
            .payment(
                Payment(
                    account: AccountID(account), amountPaise: paise, reference: reference, receivedAt: self.state.time)),
            by: .collector)
    }

    mutating func event(_ kind: MeterEventKind, _ value: Int64, meter: UInt32 = 2) {
        self.submit(
            .meterEvent(
                MeterEvent(meter: MeterID(meter), time: self.state.time, kind: kind, value: value, evidence: [0xF6])),
            by: .box)
    }

    mutating func report(_ kind: MeterEventKind, _ value: Int64) throws {
        self.event(kind, value)
        try self.block(after: 1)
    }

    mutating func setValidators(_ members: [Who]) throws {
        self.submit(
            .setValidators(SetValidators(members: members.map(Self.id))), by: .registrar, approvedBy: .regulator)
        try self.block(after: 1)
    }

    /// Two periods with their bills; the second account owes, is cut off, pays and is supplied again.
    static func told(validators: Int, changing sets: [[Who]] = []) throws -> ProofZone {
        var zone = try ProofZone(validators: validators)
        var sets = sets[...]
        try zone.register()
        try zone.read(intervals: 3)
        // Not alone in its block, so that its path has steps.
        zone.event(.clockDrift, 40, meter: 1)
        try zone.read(intervals: 9)
        if let next = sets.popFirst() { try zone.setValidators(next) }
        try zone.block(after: 1000)
        try zone.pay(0, zone.state.bills[0].totalPaise - 5, "UPI-1")
        try zone.pay(0, 5, "UPI-2")
        try zone.read(intervals: 12, 700)
        if let next = sets.popFirst() { try zone.setValidators(next) }
        try zone.block(after: 1000)
        try zone.block(after: 8000)
        try zone.report(.relayCommanded, 0)
        try zone.report(.relayReadBack, 0)
        try zone.pay([(1, 200_000, "UPI-3"), (0, 10, "UPI-5"), (0, 20, "UPI-6"), (1, 30, "UPI-7")])
        try zone.report(.relayCommanded, 1)
        try zone.report(.relayReadBack, 1)
        try zone.pay(0, 7_000, "UPI-4")
        return zone
    }

    /// Two periods, of which the first is billed before any register was read.
    static func readLate() throws -> ProofZone {
        var zone = try ProofZone()
        try zone.register(read: false)
        let end = ProofZone.start.adding(seconds: 10_800)
        try zone.block(at: end.adding(seconds: 1000))
        try zone.readAbsolute(end.adding(seconds: 900), [5000, 5000, 5000, 5000])
        try zone.read(intervals: 11)
        try zone.block(after: 1000)
        return zone
    }

    /// One bundle of each kind.
    func bundles() throws -> [(name: String, bundle: ProofBundle)] {
        let material = try self.material()
        let end = Self.start.adding(seconds: 3600)
        func bundle(_ subject: ProofSubject, _ located: [ProofMaterial.Located] = []) throws -> ProofBundle {
            try #require(material.bundle(of: subject, located))
        }
        let readings = self.located { transaction in
            if case .readings(let readings) = transaction.body { readings.firstEnd == end } else { false }
        }
        let payments = self.located { transaction in
            if case .payment(let payment) = transaction.body { payment.reference == "UPI-3" } else { false }
        }
        let events = self.located { transaction in
            if case .meterEvent(let event) = transaction.body { event.kind != .clockDrift } else { false }
        }
        return [
            ("first bill", try bundle(.bill(0))), ("middle bill", try bundle(.bill(1))),
            ("last bill", try bundle(.bill(3))), ("reading", try bundle(.reading(register: 3, end: end), readings)),
            ("payment", try bundle(.payment(2), payments)),
            ("switching", try bundle(.switching(meter: MeterID(2), order: 0), events)),
        ]
    }
}
