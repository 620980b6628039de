public import Foundation
import LossDetection
import Metering

/// Looks for losses in the readings of a feeder or of a district of water from files, reading by reading.
public struct FeederAnalysis {
    /// Of the last judgement, if there was one.
    public private(set) var last: AlarmLine?
    public private(set) var summary: AnalysisSummary

    private let judgement: LossJudgement?
    private let watch: any GridWatch
    private let labels: FeederLabels

    /// Reads the files to their end; `say` gets each alarm as it is raised or changes.
    public init(topology: URL, readings: URL, say: (AlarmLine) throws -> Void) throws {
        let grid = try GridFile(topology)
        try self.init(grid, open: { try FeederReadingsFile(readings, isWater: grid.isWater) }, say: say)
    }

    /// - Parameter open: gives the readings from the first one on; what registers there are is read ahead of all else.
    init(_ grid: GridFile, open: () throws -> some FeederReadingSource, say: (AlarmLine) throws -> Void) throws {
        let (watch, labels) = try grid.watch(seen: try Self.quantities(try open()))
        var reading = Reading(watch: watch, labels: labels)
        try reading.take(try open(), say)
        let judgement = reading.watch.conclude()
        if let judgement, let newest = reading.newest {
            let alarm = labels.line(judgement, at: newest)
            self.last = alarm
            try say(alarm)
        }
        self.judgement = judgement
        self.labels = labels
        self.summary = AnalysisSummary(
            reading.watch, labels, readings: reading.count, unknownMeters: reading.unknown.sorted(),
            finding: self.last)
        self.watch = reading.watch
    }

    /// Hands readings over to a watch.
    private struct Reading {
        var watch: any GridWatch
        let labels: FeederLabels
        private(set) var count = 0
        /// Meters that are not in the topology.
        private(set) var unknown: Set<String> = []
        private(set) var newest: UTCTime?
        private var said: AlarmLine?

        init(watch: any GridWatch, labels: FeederLabels) {
            self.watch = watch
            self.labels = labels
        }

        mutating func take(_ source: some FeederReadingSource, _ say: (AlarmLine) throws -> Void) throws {
            var rows = source
            while let row = try rows.next() {
                guard let meter = self.labels.meter(row.meter) else {
                    self.unknown.insert(row.meter)
                    continue
                }
                self.count += 1
                self.newest = max(self.newest ?? row.time, row.time)
                let judgement: LossJudgement?
                do throws(LossDetectionError) {
                    judgement = try self.watch.take(
                        FeederReading(
                            time: row.time, meter: meter, quantity: row.quantity, value: row.value,
                            isSuspect: row.isSuspect))
                } catch {
                    throw rows.error("\(error)", "Correct or remove the line.")
                }
                guard let alarm = judgement.map({ self.labels.line($0) }),
                    self.said.map({ alarm.differs(from: $0) }) ?? true
                else { continue }
                self.said = alarm
                try say(alarm)
            }
        }
    }

    var houses: Int { self.labels.houses.count }

    var words: LossWords? { self.judgement.map { LossWords(labels: self.labels, judgement: $0) } }

    /// A page for a crew.
    public var page: String {
        LossReportPage(
            labels: self.labels, judgement: self.judgement, watch: self.watch, summary: self.summary
        ).html
    }

    /// What each meter has registers for, by the readings of the first day.
    private static func quantities(_ source: some FeederReadingSource) throws -> [String: Set<FeederQuantity>] {
        var rows = source
        var seen: [String: Set<FeederQuantity>] = [:]
        var first: UTCTime?
        while let row = try rows.next() {
            if first == nil { first = row.time }
            if let first, row.time.milliseconds - first.milliseconds > 86_400_000 { break }
            seen[row.meter, default: []].insert(row.quantity)
        }
        return seen
    }
}

/// Meters' names.
struct FeederLabels {
    let scenario: String
    let transformer: String
    let houses: [String]
    /// Of a district of a water network, in litres.
    let isWater: Bool
    private let numbers: [String: Int]

    init(_ topology: FeederTopology, scenario: String) {
        self.init(scenario, topology.transformer.label, topology.houses.map(\.label), isWater: false)
    }

    init(_ topology: DistrictTopology, scenario: String) {
        self.init(scenario, topology.inlet.label, topology.customers.map(\.label), isWater: true)
    }

    private init(_ scenario: String, _ head: String, _ below: [String], isWater: Bool) {
        (self.scenario, self.transformer, self.houses, self.isWater) = (scenario, head, below, isWater)
        self.numbers = Dictionary(below.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    func meter(_ name: String) -> FeederMeter? {
        name == self.transformer ? .transformer : self.numbers[name].map { .house($0) }
    }

    func name(_ meter: FeederMeter) -> String {
        switch meter {
        case .transformer: self.transformer
        case .house(let number): self.houses[number]
        }
    }

    func line(_ judgement: LossJudgement, at time: UTCTime? = nil) -> AlarmLine {
        AlarmLine(
            scenario: self.scenario, time: (time ?? judgement.time).description, kind: judgement.kind.rawValue,
            phase: judgement.phase?.name, suspects: judgement.suspects.map { self.name($0.meter) },
            energyWh: self.isWater ? nil : judgement.energy.rounded(),
            energyDeviationWh: self.isWater ? nil : judgement.energyDeviation.rounded(),
            volumeL: self.isWater ? judgement.energy.rounded() : nil,
            volumeDeviationL: self.isWater ? judgement.energyDeviation.rounded() : nil,
            onset: judgement.onset.description, logLikelihoodRatio: min(9999, judgement.logLikelihoodRatio).rounded())
    }
}

/// One line of an alarms file.
public struct AlarmLine: Codable, Sendable {
    public var scenario: String
    public var time: String
    public var kind: String
    public var phase: String?
    /// Best first.
    public var suspects: [String]
    /// Of electricity.
    public var energyWh: Double?
    public var energyDeviationWh: Double?
    /// Of water.
    public var volumeL: Double?
    public var volumeDeviationL: Double?
    public var onset: String
    public var logLikelihoodRatio: Double

    /// Whether a crew would do something else.
    func differs(from other: AlarmLine) -> Bool {
        self.kind != other.kind || self.phase != other.phase || self.suspects.prefix(3) != other.suspects.prefix(3)
    }
}

/// What an analysis came to.
public struct AnalysisSummary: Codable, Sendable {
    public struct Sensitivity: Codable, Sendable {
        public var phase: String?
        public var days: Int
        /// Of electricity.
        public var watts: Double?
        /// Of water.
        public var litresPerHour: Double?
        public var percent: Double

        /// With its unit.
        var size: String {
            self.watts.map { "\(LossWords.number($0, 0)) W" } ?? "\(LossWords.number(self.litresPerHour ?? 0, 0)) L/h"
        }
    }

    public struct Coverage: Codable, Sendable {
        public var phase: String?
        public var until: String?
        public var silent: [String]
    }

    public var scenario: String
    public var readings: Int
    /// In the readings, and not in the topology.
    public var unknownMeters: [String]
    public var finding: AlarmLine?
    /// The smallest steady load without a meter that would be found.
    public var sensitivity: [Sensitivity]
    public var coverage: [Coverage]
    /// Meters whose phase is another than by the record.
    public var otherPhases: [String]

    /// A sentence for when there is no finding.
    var nothingFound: String {
        self.coverage.contains { $0.until == nil }
            ? "Not enough data to balance every phase."
            : "Nothing is missing that meters and technical losses do not explain."
    }

    init(
        _ watch: some GridWatch, _ labels: FeederLabels, readings: Int, unknownMeters: [String], finding: AlarmLine?
    ) {
        self.scenario = labels.scenario
        self.readings = readings
        self.unknownMeters = unknownMeters
        self.finding = finding
        self.sensitivity = watch.sensitivities.map {
            let flow = ($0.watts * 10).rounded() / 10
            return Sensitivity(
                phase: $0.phase?.name, days: $0.days, watts: labels.isWater ? nil : flow,
                litresPerHour: labels.isWater ? flow : nil, percent: ($0.share * 1000).rounded() / 10)
        }
        self.coverage = watch.coverages.map {
            Coverage(
                phase: $0.phase?.name, until: $0.until?.description,
                silent: ($0.isTransformerSilent ? [labels.transformer] : []) + $0.silentHouses.map { labels.houses[$0] }
            )
        }
        self.otherPhases = watch.otherPhases(labels)
    }
}
