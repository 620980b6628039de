import Ledger
import Metering
import TestSupport

@testable import Appliance

/// A meter with a random life, read by a box, and a chain that books what the box tells: what was consumed is known.
///
/// Faults: lies, torn reads and zeros that go away; zeros that stay for a while; cleared registers; other meters; ends of
/// the register; fields without a value; late samples; hours without power at the box.
struct MeterHistory {
    static let interval: Int64 = 900
    static let start = UTCTime(seconds: 1_767_587_400 / 900 * 900)
    static let modulus: Int64 = 1_000_000

    private(set) var random: SeededGenerator
    private(set) var register: Int64
    private var serial = 1
    private var now = MeterHistory.start
    private var zeros = 0
    private var last: DeviceSample?
    /// What could be read of what was consumed.
    private(set) var consumed: Int64 = 0
    private(set) var chain: BookedRegister
    private var point: MeterPoint
    private var collector: ReadingCollector
    private(set) var faults: Set<String> = []
    private(set) var rules: Set<String> = []

    init(seed: UInt64) {
        self.random = SeededGenerator(seed: seed)
        let first = seed.isMultiple(of: 2) ? 0 : Self.modulus - 30_000
        self.register = Int64.random(in: first..<Self.modulus, using: &self.random)
        self.chain = BookedRegister(boundary: Self.start, value: self.register)
        let state = CounterState(
            accepted: .init(value: self.register, time: Self.start, serial: "meter 1"), isVerified: true)
        let configuration = CounterConfiguration(
            maximumUnitsPerHour: 6000, modulus: Self.modulus, lowWordUnits: 65_536, confirmations: 2)
        let channel = MeterChannel(
            position: 0, obis: .activeEnergyImport, field: "energy",
            counter: RegisterCounter(configuration, state: state),
            sampler: BoundarySampler(
                intervalSeconds: Self.interval, maximumGapSeconds: Self.interval, maximumEstimateSeconds: 7200))
        self.point = MeterPoint(
            meter: MeterID(1), label: "M1", serial: "meter 1", bus: "line", device: "meter", serialField: "id.serial",
            channels: [channel])
        self.collector = ReadingCollector(
            rosterVersion: 1, intervalSeconds: Self.interval, collectionSeconds: 300,
            baselines: [.init(boundary: Self.start, value: self.register)], start: Self.start)
        self.read(self.register)
    }

    /// One poll, with whatever happens before it.
    mutating func step() {
        let fault = Int.random(in: 0..<60, using: &self.random)
        let isOutage = fault == 0
        let seconds = Int64.random(in: isOutage ? 3600...20_000 : 20...120, using: &self.random)
        switch fault {
        case 1 where self.zeros == 0:
            self.calm()
            // Where it would soon be higher than before, nobody could tell that it was cleared.
            if self.register > 1000 { self.happen("cleared") { $0.register = 0 } }
        case 2 where self.zeros == 0: return self.replace(seconds)
        // Over the end while it shows zeros: nobody could tell that from a cleared register.
        case 3 where self.zeros == 0 && self.register < Self.modulus - 50_000: self.happen("zeros") { $0.zeros = 6 }
        case 0: self.faults.insert("outage")
        default: break
        }
        self.consume(seconds)
        switch fault {
        case 4: self.faults.insert("absent")
        case 5...7 where self.zeros == 0: self.lie()
        case 8: self.late()
        default: self.read(self.shown)
        }
        if self.zeros > 0 { self.zeros -= 1 }
    }

    /// Good readings until everything is told, the last one at the end of an interval.
    mutating func settle() {
        self.zeros = 0
        self.calm()
        for _ in 0..<8 {
            let end = self.now.floored(toMultipleOf: Self.interval).adding(seconds: Self.interval)
            self.consume((end.milliseconds - self.now.milliseconds) / 1000)
            self.read(self.register)
        }
    }

    /// Good readings until nothing is in doubt: what a meter takes along when it is cleared before, nobody can know.
    private mutating func calm() {
        for _ in 0..<5 {
            self.consume(60)
            self.read(self.register)
        }
    }

    private var shown: Int64 { self.zeros > 0 ? 0 : self.register }

    private mutating func happen(_ name: String, _ change: (inout MeterHistory) -> Void) {
        self.faults.insert(name)
        change(&self)
    }

    private mutating func consume(_ seconds: Int64) {
        let energy = Int64.random(in: 0...(seconds * 3 / 2), using: &self.random)
        self.now = self.now.adding(seconds: seconds)
        self.consumed += energy
        if self.register + energy >= Self.modulus { self.faults.insert("end") }
        self.register = (self.register + energy) % Self.modulus
    }

    /// What the new meter counts before its first reading is known to nobody: nothing here.
    private mutating func replace(_ seconds: Int64) {
        self.faults.insert("replaced")
        self.calm()
        self.serial += 1
        self.register = Int64.random(in: 0..<Self.modulus / 2, using: &self.random)
        self.now = self.now.adding(seconds: seconds)
        self.read(self.register)
        self.calm()
    }

    /// A value that is not there the next time.
    private mutating func lie() {
        self.faults.insert("lie")
        let lies = [
            0, self.register + 65_536, self.register - 65_536, self.register / 3, Self.modulus, .max, -1,
        ].filter { $0 != self.register }
        self.read(lies.randomElement(using: &self.random) ?? 0)
    }

    private mutating func late() {
        self.faults.insert("late")
        let late = self.last
        self.read(self.shown)
        if let late { self.hand(late) }
    }

    private mutating func read(_ value: Int64) {
        let sample = self.sample(value)
        self.hand(sample)
        while !self.point.wantedAgain(now: sample.monotonicNanoseconds).isEmpty {
            self.now = self.now.adding(milliseconds: 100)
            self.hand(self.sample(self.shown))
        }
        // Times stay on whole seconds, so that a poll can meet the end of an interval.
        let rest = self.now.milliseconds % 1000
        if rest > 0 { self.now = self.now.adding(milliseconds: 1000 - rest) }
        self.last = sample
    }

    private func sample(_ value: Int64) -> DeviceSample {
        let stamp = (self.now.milliseconds - Self.start.milliseconds) * 1_000_000
        return DeviceSample(
            device: "meter",
            readings: [
                Reading(
                    obis: .activeEnergyImport, name: "energy", value: value, unit: .wattHour, quality: .valid,
                    raw: .words([]), monotonicNanoseconds: stamp)
            ],
            texts: [
                TextReading(
                    obis: nil, name: "id.serial", text: "meter \(self.serial)", raw: .words([]),
                    monotonicNanoseconds: stamp)
            ],
            monotonicNanoseconds: stamp)
    }

    private mutating func hand(_ sample: DeviceSample) {
        let taken = self.point.take(sample) { Self.start.adding(milliseconds: $0 / 1_000_000) }
        for output in taken.outputs {
            self.collector.add(output.sample, at: output.boundary, position: output.position)
        }
        for finding in taken.findings { self.rules.insert(finding.rule.rawValue) }
        for record in self.collector.ready(now: self.now) { self.chain.book(record) }
    }
}

/// The chain's rule for one register, written down a second time.
struct BookedRegister {
    private(set) var boundary: UTCTime
    private(set) var value: Int64
    private(set) var booked: Int64 = 0
    private(set) var complaints: [String] = []

    init(boundary: UTCTime, value: Int64) { (self.boundary, self.value) = (boundary, value) }

    mutating func book(_ record: Readings) {
        if let increment = record.increments[0] {
            if record.intervalEnd != self.boundary.adding(seconds: MeterHistory.interval) {
                self.complaints.append("an increment after a gap at \(record.intervalEnd)")
            }
            self.move(to: self.value + Int64(increment), Int64(increment), record)
        } else if let exception = record.exceptions.first {
            let value = exception.value
            switch exception.kind {
            case .absolute, .substituted, .estimated: self.move(to: value, value - self.value, record)
            case .reset: self.move(to: value, value, record)
            case .rollover: self.move(to: value, MeterHistory.modulus - self.value + value, record)
            case .replaced: self.move(to: value, 0, record)
            case .suspect: self.move(to: self.value + value, value, record)
            }
        }
    }

    private mutating func move(to value: Int64, _ quantity: Int64, _ record: Readings) {
        if quantity < 0 { self.complaints.append("\(quantity) at \(record.intervalEnd)") }
        if record.intervalEnd <= self.boundary { self.complaints.append("\(record.intervalEnd) twice") }
        self.boundary = record.intervalEnd
        self.value = value
        self.booked += quantity
    }
}
