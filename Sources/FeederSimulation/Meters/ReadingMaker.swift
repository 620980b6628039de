import Metering
import SeededNumbers

/// Reads all meters of a feeder at every poll, with what is lost and damaged on the way.
struct ReadingMaker: Sendable {
    static let pollSeconds = 900

    private let feeder: Feeder
    private let flow: FeederFlow
    private let complications: Complications
    private let registers: MeterRegisters
    private var random: SplitMix64
    private let order: [Int]
    private(set) var readings: [FeederReading] = []
    /// Which of them hold a damaged value.
    private(set) var damaged: Set<Int> = []

    /// Stands for the transformer's meter where customers are numbered.
    private static let transformer = -1

    init(
        _ feeder: Feeder, _ flow: FeederFlow, _ complications: Complications, _ registers: MeterRegisters,
        random: SplitMix64
    ) {
        (self.feeder, self.flow, self.complications, self.registers) = (feeder, flow, complications, registers)
        self.random = random
        let place = self.random.integer(0...min(3, feeder.customers.count))
        var order = Array(feeder.customers.indices)
        order.insert(Self.transformer, at: place)
        self.order = order
        self.readings.reserveCapacity(feeder.axis.days * 96 * (feeder.customers.count * 2 + 9))
        for poll in 1...feeder.axis.days * 96 { self.poll(poll) }
    }

    private mutating func poll(_ poll: Int) {
        let nominal = Double(poll * Self.pollSeconds)
        var (answers, cursor): ([(stamp: Double, latched: Double, meter: Int)], Double) = ([], self.random.uniform())
        for meter in self.order {
            cursor += self.random.uniform(0.15...0.95)
            let isLate = self.random.isTrue(0.004)
            let delay = isLate ? self.random.uniform(15...90) : cursor
            guard self.answers(meter, poll) else { continue }
            if self.complications.isPolled {
                answers.append((nominal + delay, nominal + delay, meter))
            } else {
                answers.append((nominal, nominal + self.clockError(meter, poll), meter))
            }
        }
        if self.complications.isPolled {
            answers = answers.enumerated().sorted {
                ($0.element.stamp.rounded(.down), $0.offset)
                    < ($1.element.stamp.rounded(.down), $1.offset)
            }.map(\.element)
        }
        for answer in answers where !self.isDead(answer.meter, answer.latched) {
            self.take(answer.meter, stamp: answer.stamp, latched: answer.latched)
        }
    }

    private mutating func answers(_ meter: Int, _ poll: Int) -> Bool {
        let isMissing = self.random.isTrue(self.complications.missing)
        if isMissing || self.complications.silences.contains(where: { $0.contains(poll) }) { return false }
        guard meter != Self.transformer else { return true }
        if self.complications.meterSilences[meter].contains(where: { $0.contains(poll) }) { return false }
        // While fitters work, nothing answers.
        return !self.complications.replacements.contains {
            $0.customer == meter && $0.kind != .reset && ($0.step / 3...$0.step / 3 + 1).contains(poll)
        }
    }

    /// How far a meter's clock is behind: it latches so much later than it should.
    private func clockError(_ meter: Int, _ poll: Int) -> Double {
        let days = Double(poll) / 96
        guard meter != Self.transformer else {
            return self.feeder.transformer.clockOffset + days * self.feeder.transformer.clockDrift
        }
        return self.feeder.meters[meter].clockOffset + days * self.feeder.meters[meter].clockDrift
    }

    private func isDead(_ meter: Int, _ seconds: Double) -> Bool {
        let step = self.feeder.axis.step(at: seconds)
        guard meter != Self.transformer else { return self.feeder.outages.isDead(step) }
        return self.feeder.outages.isDead(step, branch: self.feeder.grid.buses[self.feeder.customers[meter].bus].branch)
    }

    private mutating func take(_ meter: Int, stamp: Double, latched: Double) {
        let id = meter == Self.transformer ? FeederScenario.transformerID : self.feeder.customers[meter].id
        let time = self.feeder.axis.start.adding(seconds: Int64(stamp.rounded(.down)))
        let values = meter == Self.transformer ? self.transformerValues(latched) : self.houseValues(meter, latched)
        let damaged = self.random.isTrue(self.complications.damaged) ? self.random.integer(0...values.count - 1) : -1
        for (index, entry) in values.enumerated() {
            let isDamaged = index == damaged
            if isDamaged { self.damaged.insert(self.readings.count) }
            self.readings.append(
                FeederReading(
                    time: time, meter: id, quantity: entry.quantity,
                    value: isDamaged ? self.damage(entry) : entry.value,
                    isSuspect: isDamaged && self.random.isTrue(0.6)))
        }
    }

    private typealias Value = (quantity: Quantity, value: Int64)

    private mutating func houseValues(_ number: Int, _ seconds: Double) -> [Value] {
        let (meter, voltages) = (self.feeder.meters[number], self.flow.voltages[number])
        var values: [Value] = []
        for register in self.registers.houses[number] {
            values.append((register.quantity, register.value(at: seconds)))
            if case .phaseImport(let index) = register.quantity, meter.hasVoltage {
                let series = voltages[(index + meter.rotation) % voltages.count]
                values.append((.voltage(index), self.voltage(series, seconds, meter.voltageGain)))
            }
        }
        if voltages.count == 1, meter.hasVoltage {
            values.append((.voltage(0), self.voltage(voltages[0], seconds, meter.voltageGain)))
        }
        return values
    }

    private mutating func transformerValues(_ seconds: Double) -> [Value] {
        let model = self.feeder.transformer
        let step = self.feeder.axis.step(at: seconds)
        let registers = self.registers.transformer
        var values: [Value] = []
        if model.hasTotalOnly { values += registers.map { ($0.quantity, $0.value(at: seconds)) } }
        for phase in 0..<3 {
            for register in registers
            where register.quantity == .phaseImport(phase) || register.quantity == .phaseExport(phase) {
                values.append((register.quantity, register.value(at: seconds)))
            }
            values.append(
                (.voltage(phase), self.voltage(self.flow.busbar[phase], seconds, model.voltageGains[phase])))
            let amperes =
                self.flow.currents[phase][step] * model.gains[phase] * self.random.normal(1, 0.02, in: 0.9...1.1)
            values.append((.current(phase), Int64((amperes * 100).rounded())))
        }
        return values
    }

    /// In tenths of a volt.
    private mutating func voltage(_ series: [Double], _ seconds: Double, _ gain: Double) -> Int64 {
        let step = self.feeder.axis.step(at: seconds)
        var volts = series[step] + self.random.normal(0, 0.18)
        if self.complications.averagesVoltage {
            let alive = series[max(0, step - 3)..<max(1, step)].filter { $0 > 0 }
            let mean = alive.isEmpty ? series[step] : alive.reduce(0, +) / Double(alive.count)
            volts = mean + self.random.normal(0, 0.04)
        }
        return Int64((volts * gain * 10).rounded())
    }

    private mutating func damage(_ value: Value) -> Int64 {
        guard value.quantity.isRegister else {
            return self.random.pick([0, 65_535, value.value * 10, value.value / 10])
        }
        switch self.random.integer(0...4) {
        case 0: return 0
        case 1: return value.value ^ (1 << Int64(self.random.integer(4...26)))
        case 2: return value.value * 10
        case 3: return max(0, value.value - Int64(self.random.integer(200...200_000)))
        default: return value.value + Int64(self.random.integer(1_000...80_000_000))
        }
    }
}
