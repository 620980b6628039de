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
        guard case .text(let text) = plan.decode(index, words) else { return nil }
        return TextReading(
            obis: plan.codes[index], name: plan.names[index], text: text, raw: RawData(words: words),
            monotonicNanoseconds: answer.times.firstByte)
    }

    var count: Int { self.fields?.count ?? self.harvest.results.count }

    func reading(at position: Int) -> Reading {
        let index = self.fields.map { $0[position] } ?? position
        switch self.harvest.results[index] {
        case .words(let number, let range): return self.decoded(index, number, range)
        case .missing(let number):
            let reason = self.harvest.reasons[number]
            return self.missing(index, reason.text, at: reason.moment)
        case .unread: return self.missing(index, "not read", at: self.moment)
        }
    }

    private func missing(_ index: Int, _ reason: String, at moment: Int64) -> Reading {
        Reading(
            obis: self.plan.codes[index], name: self.plan.names[index], value: 0, unit: self.plan.units[index],
            quality: .missing, raw: .words([]), monotonicNanoseconds: moment, rule: reason)
    }

    private func decoded(_ index: Int, _ number: Int, _ range: Range<Int>) -> Reading {
        let answer = self.harvest.answers[number]
        let words = answer.words.span.extracting(range)
        var (value, quality, rule): (Int64, Quality, String?) = (0, .missing, nil)
        switch self.plan.decode(index, words) {
        case .value(let number): (value, quality) = (number, .valid)
        case .absent(let reason): rule = "\(reason)"
        // Texts were told apart when the sweep ended.
        case .text: rule = "not a number"
        }
        return Reading(
            obis: self.plan.codes[index], name: self.plan.names[index], value: value,
            unit: self.plan.units[index], quality: quality, raw: RawData(words: words),
            monotonicNanoseconds: answer.times.firstByte, askedNanoseconds: answer.times.asked,
            completeNanoseconds: answer.times.complete, rule: rule)
    }
}
