import DeviceProfiles
import Metering
import ModbusProtocol

/// One round over the fields of a device that are due: reads to make, and what they brought.
struct Sweep {
    enum Result {
        case words([UInt16], at: Int64)
        case missing(String, at: Int64)
    }

    let device: Int
    let fields: [RegisterField]
    let isBoundary: Bool
    var reads: [PlannedRead]
    private(set) var results: [RegisterField: Result] = [:]
    private(set) var firstAnswer: Int64?
    private(set) var firstError: BusError?
    /// Places where a refused read was cut in this sweep.
    var cuts: [(table: RegisterTable, address: Int)] = []
    /// A single field was refused: that, and not a gap, was the reason for the cuts.
    var refusedSingleField = false

    init(device: Int, fields: [RegisterField], isBoundary: Bool, reads: [PlannedRead]) {
        self.device = device
        self.fields = fields
        self.isBoundary = isBoundary
        self.reads = reads
    }

    var isDone: Bool { self.reads.isEmpty }

    mutating func answered(_ read: PlannedRead, _ words: [UInt16], at moment: Int64) {
        self.firstAnswer = self.firstAnswer ?? moment
        for field in read.fields {
            let words = read.words(of: field, in: words)
            self.results[field] = words.map { .words($0, at: moment) } ?? .missing("short answer", at: moment)
        }
    }

    mutating func failed(_ fields: [RegisterField], _ error: BusError, at moment: Int64) {
        self.firstError = self.firstError ?? error
        self.miss(fields, error.description, at: moment)
    }

    mutating func miss(_ fields: [RegisterField], _ reason: String, at moment: Int64) {
        for field in fields { self.results[field] = .missing(reason, at: moment) }
    }

    /// Everything that is not read yet counts as missing.
    mutating func abandon(_ reason: String, at moment: Int64) {
        self.reads = []
        self.miss(self.fields.filter { self.results[$0] == nil }, reason, at: moment)
    }

    /// True where `field` was not read in this sweep.
    func isMissing(_ field: RegisterField) -> Bool {
        if case .words = self.results[field] { false } else { true }
    }

    func sample(device name: String, at now: Int64) -> DeviceSample {
        var readings: [Reading] = []
        var texts: [TextReading] = []
        for field in self.fields {
            guard case .words(let words, let moment) = self.results[field] else {
                readings.append(self.missingReading(field, at: now))
                continue
            }
            switch field.decode(words) {
            case .value(let value):
                readings.append(field.reading(value, .valid, words, at: moment))
            case .text(let text):
                texts.append(
                    TextReading(
                        obis: field.obis, name: field.name, text: text, rawWords: words,
                        monotonicNanoseconds: moment))
            case .absent(let reason):
                readings.append(field.reading(0, .missing, words, at: moment, rule: "\(reason)"))
            }
        }
        return DeviceSample(
            device: name, readings: readings, texts: texts, isBoundary: self.isBoundary,
            monotonicNanoseconds: self.firstAnswer ?? now)
    }

    private func missingReading(_ field: RegisterField, at now: Int64) -> Reading {
        guard case .missing(let reason, let moment) = self.results[field] else {
            return field.reading(0, .missing, [], at: now, rule: "not read")
        }
        return field.reading(0, .missing, [], at: moment, rule: reason)
    }
}

extension RegisterField {
    fileprivate func reading(
        _ value: Int64, _ quality: Quality, _ words: [UInt16], at moment: Int64, rule: String? = nil
    ) -> Reading {
        Reading(
            obis: self.obis, name: self.name, value: value, unit: self.unit, quality: quality, rawWords: words,
            monotonicNanoseconds: moment, rule: rule)
    }
}
