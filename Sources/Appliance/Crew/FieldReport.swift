import DeviceProfiles
import Foundation
import LineDiagnostics
import Metering
import ModbusProtocol
import Platform

/// One field as a tool read it, for people and as JSON.
struct FieldReport: Codable, Sendable {
    /// Epoch seconds: the question's first bit, and the answer's end.
    let t0: Double?
    let t: Double?
    let bus: String
    let device: String?
    let unitId: Int
    let name: String
    let obis: String?
    /// In `unit`, exactly; nil for text and where there is none.
    let value: Foundation.Decimal?
    let text: String?
    let unit: String?
    let quality: String
    /// The rule that doubts the value, or why there is none.
    let rule: String?
    let register: ProfileReport.Place
    let type: String
    let order: String
    let words: [UInt16]

    /// With the checks that one look at a meter allows.
    static func make(_ survey: [SurveyedField], _ line: ChosenLine) -> [FieldReport] {
        let readings = ValidationRule.check(survey.map(\.reading))
        let offset = RealtimeClock.nanoseconds - MonotonicClock.nanoseconds
        return zip(survey, readings).map { FieldReport($0, $1, line, offset: offset) }
    }

    private init(_ surveyed: SurveyedField, _ reading: Reading, _ line: ChosenLine, offset: Int64) {
        let (field, shown) = (surveyed.field, ProfileReport.Field(surveyed.field))
        let (digits, symbol) = field.unit.display
        func seconds(_ moment: Int64?) -> Double? { moment.map { Double(($0 + offset) / 1000) / 1e6 } }
        // Times of a service on this machine are of the same clock.
        (self.t0, self.t) = (seconds(surveyed.askedNanoseconds), seconds(surveyed.completeNanoseconds))
        (self.bus, self.device, self.unitId) = (line.bus, line.target?.meter?.device, Int(line.unit))
        (self.name, self.obis) = (field.name, field.obis?.description)
        self.text = if case .text(let text) = surveyed.value { text } else { nil }
        let number = surveyed.value?.number
        self.value = number.flatMap { Foundation.Decimal(string: PollText.decimal($0, digits: digits)) }
        self.unit = number == nil ? nil : symbol
        self.quality = self.text == nil ? "\(reading.quality)" : "\(Quality.valid)"
        self.rule = self.text == nil ? reading.rule : nil
        (self.register, self.type, self.order) = (shown.place, shown.type, shown.order)
        self.words = surveyed.valueWords
    }

    /// Two lines for people: the value, and where it stands.
    var lines: [String] {
        let head = "  \(self.name)"
        let gap = String(repeating: " ", count: max(2, 36 - head.count))
        let doubt = self.quality == "\(Quality.valid)" ? "" : "  \(self.quality.uppercased()): \(self.rule ?? "")"
        let value = (self.text ?? self.value.map { "\($0) \(self.unit.map { $0 == "1" ? "" : $0 } ?? "")" } ?? "")
        let first = CrewScreen.wrapped(value + doubt, indent: "      ", first: head + gap)
        let words = self.words.map(\.hexText).joined(separator: " ")
        let place = self.obis.map { "\(self.register.text)  \($0)" } ?? self.register.text
        return [
            first, CrewScreen.wrapped(words, indent: "      ", first: "    \(place)  \(self.type) \(self.order)  "),
        ]
    }
}

extension SurveyedField {
    /// As polling would make it.
    fileprivate var reading: Reading {
        Reading(
            obis: self.field.obis, name: self.field.name, value: self.value?.number ?? 0, unit: self.field.unit,
            quality: self.value?.number == nil ? .missing : .valid, raw: .words(self.words),
            monotonicNanoseconds: self.completeNanoseconds ?? 0, rule: self.reason)
    }
}

extension UInt16 {
    /// `00FF`.
    var hexText: String {
        let digits = String(self, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
