import DeviceProfiles
import Metering
import ModbusProtocol

/// One round over the fields of a device that are due: reads to make, and what they brought.
struct Sweep {
    enum Result {
        case words([UInt16], AnswerTimes)
        case missing(String, at: Int64)
    }

    let device: Int
    let fields: [RegisterField]
    let isBoundary: Bool
    /// Open questions of the same shape are waited for until then.
    var patientUntil = Int64.min
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

    /// Monotonic nanoseconds of the exchange that brought a field.
    struct AnswerTimes {
        let asked: Int64
        let firstByte: Int64
        let complete: Int64
    }

    mutating func answered(_ read: PlannedRead, _ answer: Line.Answer) {
        let times = AnswerTimes(
            asked: answer.askedNanoseconds, firstByte: answer.firstByteNanoseconds,
            complete: answer.completeNanoseconds)
        let all = answer.response.words ?? []
        self.firstAnswer = self.firstAnswer ?? times.firstByte
        for field in read.fields {
            let words = read.words(of: field, in: all)
            self.results[field] = words.map { .words($0, times) } ?? .missing("short answer", at: times.firstByte)
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
            guard case .words(let words, let times) = self.results[field] else {
                readings.append(self.missingReading(field, at: now))
                continue
            }
            switch field.decode(words) {
            case .value(let value):
                readings.append(field.reading(value, .valid, words, times))
            case .text(let text):
                texts.append(
                    TextReading(
                        obis: field.obis, name: field.name, text: text, raw: .words(words),
                        monotonicNanoseconds: times.firstByte))
            case .absent(let reason):
                readings.append(field.reading(0, .missing, words, times, rule: "\(reason)"))
            }
        }
        return DeviceSample(
            device: name, readings: readings, texts: texts, isBoundary: self.isBoundary,
            monotonicNanoseconds: self.firstAnswer ?? now)
    }

    private func missingReading(_ field: RegisterField, at now: Int64) -> Reading {
        guard case .missing(let reason, let moment) = self.results[field] else {
            return field.absentReading(at: now, rule: "not read")
        }
        return field.absentReading(at: moment, rule: reason)
    }
}

extension RegisterField {
    fileprivate func reading(
        _ value: Int64, _ quality: Quality, _ words: [UInt16], _ times: Sweep.AnswerTimes, rule: String? = nil
    ) -> Reading {
        Reading(
            obis: self.obis, name: self.name, value: value, unit: self.unit, quality: quality, raw: .words(words),
            monotonicNanoseconds: times.firstByte, askedNanoseconds: times.asked, completeNanoseconds: times.complete,
            rule: rule)
    }

    fileprivate func absentReading(at moment: Int64, rule: String) -> Reading {
        Reading(
            obis: self.obis, name: self.name, value: 0, unit: self.unit, quality: .missing, raw: .words([]),
            monotonicNanoseconds: moment, rule: rule)
    }
}
