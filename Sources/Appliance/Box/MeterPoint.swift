import Ledger
import Metering

/// A meter of the roster on its line: its registers on the way from samples to boundary values.
///
/// Pure: samples with their chain time come in, boundary values for roster positions come out, and what people should
/// hear of.
struct MeterPoint: Sendable {
    /// A boundary value for a roster position.
    struct Output: Hashable, Sendable {
        let position: Int
        let boundary: UTCTime
        let sample: ReadingCollector.Sample
        /// Distance from the boundary to the nearest real sample.
        let skewMilliseconds: Int64
        /// How the value was estimated, if it was.
        let method: EstimationMethod?
    }

    /// What came of one sample.
    struct Taken: Sendable {
        /// The sample's readings with the rules that touched them, in the same order.
        var readings: [Reading] = []
        var outputs: [Output] = []
        var findings: [CounterFinding] = []
        /// The days of registers that are over with it.
        var days: [(channel: MeterChannel, day: DayValue)] = []
    }

    let meter: MeterID
    let label: String
    /// The serial number that the registry has.
    let serial: String
    let bus: String
    let device: String
    let limits: ValidationLimits
    /// Name of the field with the serial number; nil where the profile has none.
    let serialField: String?
    var channels: [MeterChannel]
    /// Chain seconds in one second.
    let timeScale: Int64
    private var steady: SteadyTime?
    /// The newest reading of every field, as checked, by name.
    private(set) var latest: [String: Reading] = [:]
    /// In the order in which the device gives them.
    private(set) var latestNames: [String] = []
    /// The serial number as last read, and when: CLOCK_MONOTONIC, nanoseconds.
    private(set) var lastSerial: (text: String, monotonicNanoseconds: Int64)?
    private(set) var lastAnswer: Int64?
    private var currents = MeanCurrent()
    private var rereads = RereadBudget()

    init(
        meter: MeterID, label: String, serial: String, bus: String, device: String,
        limits: ValidationLimits = .lowVoltage50Hertz, serialField: String? = nil, channels: [MeterChannel],
        timeScale: Int64 = 1
    ) {
        self.meter = meter
        self.label = label
        self.serial = serial
        self.bus = bus
        self.device = device
        self.limits = limits
        self.serialField = serialField
        self.channels = channels
        self.timeScale = timeScale
    }

    /// Takes one sample of the device, whether polled or read again.
    ///
    /// - Parameter time: chain time of a monotonic stamp.
    mutating func take(_ sample: DeviceSample, time: (Int64) -> UTCTime) -> Taken {
        var readings = ValidationRule.check(Array(sample.readings), limits: self.limits)
        let isAnswered = readings.contains { $0.quality != .missing } || !sample.texts.isEmpty
        if isAnswered { self.lastAnswer = sample.monotonicNanoseconds }
        for reading in readings {
            if self.latest.updateValue(reading, forKey: reading.name) == nil { self.latestNames.append(reading.name) }
        }
        self.readSerial(readings, sample.texts)
        self.currents.add(readings)
        let stamp = sample.monotonicNanoseconds
        let steady = self.steady ?? SteadyTime(time(stamp), atMonotonic: stamp, scale: self.timeScale)
        self.steady = steady
        var taken = Taken()
        for index in self.channels.indices {
            let name = self.channels[index].field
            guard let place = readings.firstIndex(where: { $0.name == name }), readings[place].quality != .missing
            else { continue }
            let reading = readings[place]
            let result = self.channels[index].take(
                reading.value, at: time(reading.monotonicNanoseconds),
                steady: steady.time(atMonotonic: reading.monotonicNanoseconds), clockStep: 2000 * self.timeScale,
                serial: self.lastSerial?.text, meanMilliamperes: self.currents.milliamperes)
            readings[place] = reading.judged(by: result.outcome)
            self.latest[name] = readings[place]
            taken.outputs += result.outputs
            taken.findings += result.finding.map { [$0] } ?? []
            taken.days += result.days.map { (self.channels[index], $0) }
        }
        if !taken.outputs.isEmpty { self.currents = MeanCurrent() }
        taken.readings = readings
        return taken
    }

    /// The fields to read again at once, ahead of polling: those whose last reading is in doubt, and the serial number.
    /// Empty where nothing is, or the doubt has had its two readings.
    ///
    /// - Parameter now: CLOCK_MONOTONIC, nanoseconds.
    mutating func wantedAgain(now: Int64) -> [String] {
        let doubtful = self.channels.filter(\.wantsReread).map(\.field)
        guard self.rereads.allows(isDoubtful: !doubtful.isEmpty, now: now) else { return [] }
        return doubtful + (self.serialField.map { [$0] } ?? [])
    }

    /// The serial number with which every register goes on; nil while there is none, or they do not agree.
    var believedSerial: String? {
        let serials = Set(self.channels.map { $0.counter.state?.accepted.serial })
        return serials.count == 1 ? serials.first ?? nil : nil
    }

    private mutating func readSerial(_ readings: [Reading], _ texts: [TextReading]) {
        guard let serialField else { return }
        if let text = texts.first(where: { $0.name == serialField }) {
            self.lastSerial = (text.text, text.monotonicNanoseconds)
        } else if let number = readings.first(where: { $0.name == serialField }), number.quality == .valid {
            self.lastSerial = ("\(number.value)", number.monotonicNanoseconds)
        }
    }
}

extension Reading {
    /// The reading with what the counter took it for: its value and raw data stay.
    fileprivate func judged(by outcome: CounterOutcome) -> Reading {
        guard outcome.rule != .normal else { return self }
        var reading = self
        reading.quality = .worst(self.quality, outcome.quality)
        reading.rule = outcome.rule.rawValue
        return reading
    }
}
