import Foundation
import Metering
import Platform

/// What a box reads of a meter on its own lines: as read, with the rules that touched it.
public struct MeasuredReport: Codable, Sendable {
    /// The newest reading of every quantity.
    public var readings: [ReadingReport]
    /// The last interval of every register.
    public var intervals: [IntervalReport]
    /// The days of every register that are over, newest first.
    public var days: [DayReport]
}

public struct ReadingReport: Codable, Sendable {
    public var name: String
    public var obis: String?
    /// In `unit`; nil where it is missing.
    public var value: Int64?
    public var unit: String
    /// `valid`, `suspect`, `estimated`, `substituted` or `missing`.
    public var quality: String
    /// The rule that touched it, or why it is missing.
    public var rule: String?
    /// As it came over the line, hexadecimal.
    public var raw: String
    public var ageSeconds: Double
}

public struct IntervalReport: Codable, Sendable {
    public var obis: String
    public var start: String
    public var end: String
    /// In the register's base unit; nil where it is missing.
    public var quantity: Int64?
    public var quality: String
    /// The rules and methods that touched it.
    public var rules: [String]
    /// Distances from its ends to the nearest real readings.
    public var startSkewMs: Int64
    public var endSkewMs: Int64
}

public struct DayReport: Codable, Sendable {
    public var obis: String
    public var date: String
    public var quantity: Int64
    public var quality: String
    public var rule: String?
}

extension MeasuredReport {
    private static let shownDays = 7

    /// - Parameter now: CLOCK_MONOTONIC, nanoseconds.
    init(_ point: MeterPoint, now: Int64) {
        self.readings = point.latestNames.compactMap { point.latest[$0] }.map { reading in
            ReadingReport(
                name: reading.name, obis: reading.obis?.description,
                value: reading.quality == .missing ? nil : reading.value, unit: reading.unit.description,
                quality: "\(reading.quality)", rule: reading.rule, raw: "\(reading.raw)",
                ageSeconds: Double(now - reading.monotonicNanoseconds) / 1e9)
        }
        self.intervals = point.channels.compactMap { channel in
            channel.intervals.last.map { IntervalReport($0, of: channel.obis) }
        }
        self.days = point.channels.flatMap { channel in
            channel.history.days.suffix(Self.shownDays).reversed().map { DayReport($0, of: channel.obis) }
        }
    }

    /// For people: everything, or only what a rule touched.
    public func lines(all: Bool) -> [String] {
        let readings = self.readings.filter { all || ($0.rule != nil && $0.quality != "missing") }.map { reading in
            let value = reading.value.map { "\($0) \(reading.unit)" } ?? "no value"
            return "\(reading.obis ?? reading.name) \(value), \(reading.quality)" + Self.by(reading.rule)
        }
        let intervals = self.intervals.filter { all || !$0.rules.isEmpty }.map { interval in
            "\(interval.obis) \(interval.start) to \(interval.end): \(interval.quantity.map { "\($0)" } ?? "no value"), "
                + interval.quality + Self.by(interval.rules.isEmpty ? nil : interval.rules.joined(separator: ", "))
                + (all ? ", read \(interval.startSkewMs) and \(interval.endSkewMs) ms from its ends" : "")
        }
        let days = self.days.filter { all || $0.rule != nil }.map { day in
            "\(day.obis) on \(day.date): \(day.quantity), \(day.quality)" + Self.by(day.rule)
        }
        return readings + intervals + days
    }

    private static func by(_ rule: String?) -> String { rule.map { " (\($0))" } ?? "" }
}

extension IntervalReport {
    init(_ interval: IntervalValue, of obis: ObisCode) {
        self.init(
            obis: "\(obis)", start: "\(interval.start)", end: "\(interval.end)", quantity: interval.quantity,
            quality: "\(interval.quality)", rules: interval.rules, startSkewMs: interval.startSkewMilliseconds,
            endSkewMs: interval.endSkewMilliseconds)
    }
}

extension DayReport {
    init(_ day: DayValue, of obis: ObisCode) {
        self.init(obis: "\(obis)", date: day.date, quantity: day.quantity, quality: "\(day.quality)", rule: day.rule)
    }
}
