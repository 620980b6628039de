import DeviceProfiles
import Metering

extension Sweep {
    /// What the sweep read.
    func sample(device name: String, at now: Int64) -> DeviceSample {
        let readings = SweepReadings(self.plan, self.harvest, at: now)
        return DeviceSample(
            device: name, list: ReadingList(readings), texts: readings.texts, isBoundary: self.isBoundary,
            monotonicNanoseconds: self.firstAnswer ?? now)
    }
}

/// The readings of a sweep, decoded from its words when they are looked at.
private final class SweepReadings: ReadingProvider {
    private let plan: SweepPlan
    private let harvest: Harvest
    private let moment: Int64
    /// Fields that are readings, where some are texts.
    private let fields: [Int]?
    let texts: [TextReading]

    init(_ plan: SweepPlan, _ harvest: Harvest, at moment: Int64) {
        (self.plan, self.harvest, self.moment) = (plan, harvest, moment)
        guard plan.hasTexts else {
            (self.fields, self.texts) = (nil, [])
            return
        }
        var fields: [Int] = []
        var texts: [TextReading] = []
        for index in harvest.results.indices {
            if let text = Self.text(index, plan, harvest) { texts.append(text) } else { fields.append(index) }
        }
        (self.fields, self.texts) = (fields, texts)
    }

    private static func text(_ index: Int, _ plan: SweepPlan, _ harvest: Harvest) -> TextReading? {
        guard case .words(let number, let range) = harvest.results[index] else { return nil }
        let answer = harvest.answers[number]
        let words = answer.words.span.extracting(range)
        guard case .text(let text) = plan.decoders[index].decode(words) else { return nil }
        return TextReading(
            obis: plan.blanks[index].obis, name: plan.blanks[index].name, text: text, raw: RawData(words: words),
            monotonicNanoseconds: answer.times.firstByte)
    }

    var count: Int { self.fields?.count ?? self.harvest.results.count }

    func reading(at position: Int) -> Reading {
        let index = self.fields.map { $0[position] } ?? position
        var reading = self.plan.blanks[index]
        switch self.harvest.results[index] {
        case .unread:
            reading.monotonicNanoseconds = self.moment
            reading.rule = "not read"
        case .missing(let number):
            reading.monotonicNanoseconds = self.harvest.reasons[number].moment
            reading.rule = self.harvest.reasons[number].text
        case .words(let number, let range):
            self.decode(index, number, range, into: &reading)
        }
        return reading
    }

    private func decode(_ index: Int, _ number: Int, _ range: Range<Int>, into reading: inout Reading) {
        let answer = self.harvest.answers[number]
        let words = answer.words.span.extracting(range)
        reading.raw = RawData(words: words)
        reading.monotonicNanoseconds = answer.times.firstByte
        reading.askedNanoseconds = answer.times.asked
        reading.completeNanoseconds = answer.times.complete
        switch self.plan.decoders[index].decode(words) {
        case .value(let value): (reading.value, reading.quality) = (value, .valid)
        case .absent(let reason): reading.rule = "\(reason)"
        // Texts were told apart when the sweep ended.
        case .text: reading.rule = "not a number"
        }
    }
}
