public import Foundation

/// How well alarms tell what really was, over a set of scenarios.
public struct LossScore: Codable, Sendable {
    /// How often something was right.
    public struct Hits: Codable, Sendable, Hashable {
        public var right: Int
        public var of: Int

        /// Nil where nothing was to be judged.
        public var share: Double? { self.of > 0 ? Double(self.right) / Double(self.of) : nil }

        /// Of those that are not nil.
        init(_ answers: [Bool?]) {
            let judged = answers.compactMap { $0 }
            (self.right, self.of) = (judged.count { $0 }, judged.count)
        }
    }

    public struct Family: Codable, Sendable, Hashable {
        public var name: String
        public var found: Hits
    }

    /// By the scenarios' names.
    public private(set) var scenarios: [ScenarioScore]
    /// Thefts with an alarm.
    public private(set) var found: Hits
    public private(set) var falseAlarms: Int
    /// Time without theft, in months of 30.44 days.
    public private(set) var cleanFeederMonths: Double
    /// Nil where there was no time without theft.
    public private(set) var falseAlarmsPerFeederYear: Double?
    // Of the thefts that were found.
    public private(set) var kind: Hits
    public private(set) var phase: Hits
    public private(set) var firstSuspect: Hits
    public private(set) var firstThree: Hits
    public private(set) var medianHoursToDetect: Double?
    public private(set) var medianEnergyErrorPercent: Double?
    public private(set) var families: [Family]
}

extension LossScore {
    private static let yearDays = 365.25

    /// - Parameter alarms: in any order; those of scenarios without a truth are left out.
    init(_ truths: [LossTruth], alarms: [ScoredAlarm]) {
        let told = Dictionary(grouping: alarms, by: \.scenario)
        self.init(
            truths.sorted { $0.scenario < $1.scenario }.map { ScenarioScore($0, alarms: told[$0.scenario] ?? []) })
    }

    init(_ scenarios: [ScenarioScore]) {
        self.scenarios = scenarios
        self.found = Hits(scenarios.map(\.isFound))
        self.falseAlarms = scenarios.reduce(0) { $0 + $1.falseAlarms }
        let clean = scenarios.reduce(0) { $0 + $1.cleanDays }
        self.cleanFeederMonths = clean / (Self.yearDays / 12)
        self.falseAlarmsPerFeederYear = clean > 0 ? Double(self.falseAlarms) / clean * Self.yearDays : nil
        self.kind = Hits(scenarios.map(\.isKindRight))
        self.phase = Hits(scenarios.map(\.isPhaseRight))
        self.firstSuspect = Hits(scenarios.map(\.isFirstSuspectRight))
        self.firstThree = Hits(scenarios.map(\.isAmongFirstThree))
        self.medianHoursToDetect = scenarios.compactMap(\.hoursToDetect).median
        self.medianEnergyErrorPercent = scenarios.compactMap { $0.energyErrorPercent.map(abs) }.median
        let thefts = Dictionary(grouping: scenarios.filter { $0.family != nil }) { $0.family ?? "" }
        self.families = thefts.sorted { $0.key < $1.key }.map {
            Family(name: $0.key, found: Hits($0.value.map(\.isFound)))
        }
    }

    /// Scores files of alarms against a folder of scenarios, each a folder with `truth.json` and `topology.json`.
    ///
    /// - Throws: where a file cannot be read or is not of the form that is expected, where an alarm is of no scenario of the
    ///   folder, and where the folder has none.
    public init(alarms: [URL], folder: URL) throws(FileError) {
        var truths: [LossTruth] = []
        for scenario in try Self.scenarios(folder) { truths.append(try LossTruth(folder: scenario)) }
        let known = Set(truths.map(\.scenario))
        var told: [ScoredAlarm] = []
        for file in alarms {
            let read = try ScoredAlarm.read(file)
            if let stray = read.first(where: { !known.contains($0.scenario) }) {
                throw FileError(
                    file, "an alarm is of scenario \"\(stray.scenario)\", which \(folder.path) does not have",
                    "Give the folder that the alarms' readings came from.")
            }
            told += read
        }
        self.init(truths, alarms: told)
    }

    private static func scenarios(_ folder: URL) throws(FileError) -> [URL] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            throw FileError(
                folder, "cannot be listed (\(error.localizedDescription))", "Give a folder of scenarios.")
        }
        let found = names.map { folder.appendingPathComponent($0) }.filter {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("truth.json").path)
        }
        guard !found.isEmpty else {
            throw FileError(
                folder, "has no scenario", "Scenarios are folders with truth.json and topology.json in it.")
        }
        return found
    }
}

extension [Double] {
    /// The mean of the middle two where their number is even; nil where there is none.
    var median: Double? {
        let sorted = self.sorted()
        guard !sorted.isEmpty else { return nil }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
