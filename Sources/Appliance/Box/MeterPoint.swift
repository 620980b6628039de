import DeviceProfiles
import FieldBus
import Ledger
import Metering

/// A meter of the roster on its bus: its registers on the way from samples to boundary values.
///
/// Pure: samples with their chain time come in, boundary values for roster positions come out.
struct MeterPoint: Sendable {
    /// One cumulative register.
    struct Channel: Sendable {
        let position: Int
        let obis: ObisCode
        let field: RegisterField
        var counter: RegisterCounter
        var sampler: BoundarySampler
        /// Set when the register did not continue, until a boundary value has told so.
        var discontinuity: ReadingExceptionKind?
    }

    /// A boundary value for a roster position.
    struct Output: Hashable, Sendable {
        let position: Int
        let boundary: UTCTime
        let sample: ReadingCollector.Sample
    }

    let meter: MeterID
    let label: String
    /// The serial number that the registry has.
    let serial: String
    let bus: String
    let device: String
    var channels: [Channel]
    /// The serial number as last read, and when: CLOCK_MONOTONIC, nanoseconds.
    private(set) var lastSerial: (text: String, monotonicNanoseconds: Int64)?
    private(set) var lastAnswer: Int64?

    init(meter: MeterID, label: String, serial: String, bus: String, device: String, channels: [Channel]) {
        self.meter = meter
        self.label = label
        self.serial = serial
        self.bus = bus
        self.device = device
        self.channels = channels
    }

    /// Takes one sample of the device.
    ///
    /// - Parameter time: chain time of a monotonic stamp.
    mutating func take(_ sample: DeviceSample, time: (Int64) -> UTCTime) -> [Output] {
        let isAnswered = sample.readings.contains { $0.quality != .missing } || !sample.texts.isEmpty
        if isAnswered { self.lastAnswer = sample.monotonicNanoseconds }
        self.readSerial(sample)
        var outputs: [Output] = []
        for index in self.channels.indices {
            let name = self.channels[index].field.name
            guard let reading = sample.readings.first(where: { $0.name == name }), reading.quality != .missing else {
                continue
            }
            outputs += self.channels[index].take(
                reading.value, at: time(reading.monotonicNanoseconds), serial: self.lastSerial?.text)
        }
        return outputs
    }

    private mutating func readSerial(_ sample: DeviceSample) {
        if let text = sample.texts.first(where: { $0.name == "id.serial" }) {
            self.lastSerial = (text.text, text.monotonicNanoseconds)
        } else if let number = sample.readings.first(where: { $0.name == "id.serial" }), number.quality != .missing {
            self.lastSerial = ("\(number.value)", number.monotonicNanoseconds)
        }
    }
}

extension MeterPoint.Channel {
    fileprivate mutating func take(_ value: Int64, at time: UTCTime, serial: String?) -> [MeterPoint.Output] {
        let outcome = self.counter.update(value: value, at: time, serial: serial)
        switch outcome.rule {
        case .rollover: self.begin(again: .rollover)
        case .reset, .restored: self.begin(again: .reset)
        case .replaced: self.begin(again: .replaced)
        case .first, .normal, .backward, .suspect, .torn, .jumpConfirmed, .serialChanged, .clockCorrected, .outOfOrder,
            .implausible:
            break
        }
        guard outcome.isAccepted else { return [] }
        do {
            return try self.sampler.add(value: value, at: time, quality: outcome.quality).map { self.output($0) }
        } catch {
            // The sampler goes on from this sample; what lies in a gap comes as an absolute value after it.
            return []
        }
    }

    /// What was before does not join on to what comes.
    private mutating func begin(again kind: ReadingExceptionKind) {
        self.sampler.restart()
        self.discontinuity = kind
    }

    private mutating func output(_ value: BoundaryValue) -> MeterPoint.Output {
        defer { self.discontinuity = nil }
        return MeterPoint.Output(
            position: self.position, boundary: value.boundary,
            sample: .init(value: value.value, quality: value.quality, discontinuity: self.discontinuity))
    }
}
