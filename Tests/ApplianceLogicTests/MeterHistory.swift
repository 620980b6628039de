import Ledger
import Metering
import TestSupport

@testable import Appliance

/// A meter with a random life, read by a box, and a chain that books what the box tells: what was consumed is known.
///
/// Faults: lies, torn reads and zeros that go away; zeros that stay for a while; cleared registers; other meters; ends of
/// the register; fields without a value; late samples; hours without power at the box, in which the meter may be cleared
/// or exchanged; restarts of the box; clocks that are set.
///
/// Left out is only what no reader of registers can tell apart: a register that is cleared just before its end; one that
/// is seen at exactly zero and next hours later above where it was; one that was cleared while nobody looked and is
/// higher than before when it is seen again. Tests of their own say how those are booked.
struct MeterHistory {
    static let interval: Int64 = 900
    static let start = UTCTime(seconds: 1_767_587_400 / 900 * 900)
    static let modulus: Int64 = 1_000_000

    private(set) var random: SeededGenerator
    private(set) var register: Int64
    private var serial = 1
    private var storedSerial = "meter 1"
    private var now = MeterHistory.start
    private var zeros = 0
    private var last: DeviceSample?
    /// What could be read of what was consumed.
    private(set) var consumed: Int64 = 0
    private(set) var chain: BookedRegister
    /// How far the box's clock is off, in milliseconds.
    private var offset: Int64 = 0
    private var point: MeterPoint
    private var collector: ReadingCollector
    private var memories = MemoryBook()
    private(set) var faults: Set<String> = []
    private(set) var rules: Set<String> = []

    init(seed: UInt64) {
        self.random = SeededGenerator(seed: seed)
        let first = seed.isMultiple(of: 2) ? 0 : Self.modulus - 30_000
        self.register = Int64.random(in: first..<Self.modulus, using: &self.random)
        self.chain = BookedRegister(boundary: Self.start, value: self.register)
        let baseline = ReadingCollector.Baseline(boundary: Self.start, value: self.register)
        (self.point, self.collector) = Self.box(
            serial: "meter 1", [baseline], MemoryBook(), start: Self.start)
        self.read(self.register)
    }

    /// A box as it starts: from what the chain has, the serial number that was last believed, and what registers remember.
    private static func box(
        serial: String, _ baselines: [ReadingCollector.Baseline?], _ memories: MemoryBook, start: UTCTime
    ) -> (MeterPoint, ReadingCollector) {
        let state = baselines[0].map {
            CounterState(accepted: .init(value: $0.value, time: $0.boundary, serial: serial), isVerified: true)
        }
        let configuration = CounterConfiguration(
            maximumUnitsPerHour: 6000, modulus: Self.modulus, lowWordUnits: 65_536, confirmations: 2)
        let channel = MeterChannel(
            position: 0, obis: .activeEnergyImport, field: "energy",
            counter: RegisterCounter(configuration, state: state),
            sampler: BoundarySampler(
                intervalSeconds: Self.interval, maximumGapSeconds: Self.interval, maximumEstimateSeconds: 7200))
        let point = MeterPoint(
            meter: MeterID(1), label: "M1", serial: "meter 1", bus: "line", device: "meter", serialField: "id.serial",
            channels: [channel.goingOn(with: memories.memory(of: "M1", channel, after: baselines[0]))])
        let collector = ReadingCollector(
            rosterVersion: 1, intervalSeconds: Self.interval, collectionSeconds: 300, baselines: baselines,
            going: memories.positions(of: [point], baselines), start: start)
        return (point, collector)
    }

    /// One poll, with whatever happens before it.
    mutating func step() {
        let fault = Int.random(in: 0..<60, using: &self.random)
        let isOutage = fault == 0
        let seconds = Int64.random(in: isOutage ? 3600...20_000 : 20...120, using: &self.random)
        switch fault {
        case 1 where self.zeros == 0: self.clear(away: 0)
        case 2 where self.zeros == 0: return self.replace(seconds)
        // Over the end while it shows zeros: nobody could tell that from a cleared register.
        case 3 where self.zeros == 0 && self.register < Self.modulus - 50_000: self.happen("zeros") { $0.zeros = 6 }
        case 0: self.faults.insert("outage")
        case 9: self.restart()
        case 10 where self.zeros == 0: self.clear(away: Int64.random(in: 3600...10_000, using: &self.random))
        case 11 where self.zeros == 0: return self.replace(Int64.random(in: 3600...10_000, using: &self.random))
        // Over the end while the clock tells less time than it was: nobody could tell that from a cleared register.
        case 12 where self.register < Self.modulus - 50_000: self.setClock()
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
        self.tellAll()
    }

    /// Good readings at ends of intervals until the chain has the register: with that the box may lose power, and nothing
    /// is lost even where the meter does not go on from there.
    private mutating func tellAll() {
        self.offset = 0
        for _ in 0..<24 {
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

    /// - Parameter least: at least so much is consumed.
    private mutating func consume(_ seconds: Int64, least: Int64 = 0) {
        let energy = Int64.random(in: least...(seconds * 3 / 2), using: &self.random)
        self.now = self.now.adding(seconds: seconds)
        self.consumed += energy
        if self.register + energy >= Self.modulus { self.faults.insert("end") }
        self.register = (self.register + energy) % Self.modulus
    }

    /// - Parameter seconds: so long the box was away when it was cleared; what was consumed before is known to nobody.
    private mutating func clear(away seconds: Int64) {
        self.calm()
        if seconds > 0 { self.tellAll() }
        let least = seconds == 0 ? 1000 : 20_000
        guard self.register > least, self.register < Self.modulus - 20_000 else { return }
        self.faults.insert(seconds == 0 ? "cleared" : "cleared while away")
        if seconds > 0 { self.restart() }
        self.register = 0
        self.consume(max(60, seconds), least: 1)
        self.read(self.register)
    }

    /// The box is started again; what it knew and did not store is gone.
    private mutating func restart() {
        self.faults.insert("restart")
        let baseline = ReadingCollector.Baseline(boundary: self.chain.boundary, value: self.chain.value)
        (self.point, self.collector) = Self.box(
            serial: self.storedSerial, [baseline], self.memories, start: self.shownTime)
    }

    /// Half of the times it is set right, else it goes wrong by up to two hours.
    private mutating func setClock() {
        self.faults.insert("clock")
        self.offset = self.offset == 0 ? 1000 * Int64.random(in: -7200...7200, using: &self.random) : 0
    }

    private var shownTime: UTCTime { self.now.adding(milliseconds: self.offset) }

    /// What the new meter counts before its first reading is known to nobody: nothing here.
    private mutating func replace(_ seconds: Int64) {
        self.faults.insert(seconds < 3600 ? "replaced" : "replaced while away")
        self.calm()
        if seconds >= 3600 { self.tellAll() }
        self.serial += 1
        self.register = Int64.random(in: 0..<Self.modulus / 2, using: &self.random)
        self.now = self.now.adding(seconds: seconds)
        if seconds >= 3600 { self.restart() }
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
        let offset = self.offset
        let taken = self.point.take(sample) { Self.start.adding(milliseconds: $0 / 1_000_000 + offset) }
        for output in taken.outputs {
            self.collector.add(output.sample, at: output.boundary, position: output.position)
        }
        for finding in taken.findings { self.rules.insert(finding.rule.rawValue) }
        self.store(self.collector.ready(now: self.shownTime))
    }

    /// As the box does: readings, serial number and what registers remember are stored together.
    private mutating func store(_ records: [Readings]) {
        for record in records { self.chain.book(record) }
        let memories = MemoryBook.memories(of: [self.point], in: self.collector)
        self.memories.wrote(self.memories.changes(to: memories, withReadings: !records.isEmpty))
        self.storedSerial = self.point.believedSerial ?? self.storedSerial
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
        if let increment = record.intervals[0].increments[0] {
            if record.firstEnd != self.boundary.adding(seconds: MeterHistory.interval) {
                self.complaints.append("an increment after a gap at \(record.firstEnd)")
            }
            self.move(to: self.value + Int64(increment), Int64(increment), record)
        } else if let exception = record.intervals[0].exceptions.first {
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
        if quantity < 0 { self.complaints.append("\(quantity) at \(record.firstEnd)") }
        if record.firstEnd <= self.boundary { self.complaints.append("\(record.firstEnd) twice") }
        self.boundary = record.firstEnd
        self.value = value
        self.booked += quantity
    }
}
