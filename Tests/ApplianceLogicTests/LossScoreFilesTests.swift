import Foundation
import Testing

@testable import Appliance

/// `gridtally balance score` over files: what it reads, and what it says of files that cannot be.
@Suite final class LossScoreFilesTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scores-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    private static let topology = "{\"start\": \"2026-01-05T00:00:00Z\", \"days\": 2, \"transformer\": {}}"
    private static let truth = """
        {"kind": "unmetered-load", "sub": "tap", "start": "2026-01-05T12:00:00Z", "stolen_wh_daily": [500, 1000],
         "share_pct": 4.5, "phase": "L3", "acceptable": ["M1"], "kinds_ok": ["unmetered-load"]}
        """
    private static let alarm: String = """
        {"scenario": "one", "time": "2026-01-05T18:00:00Z", "kind": "unmetered-load", "phase": "L3", \
        "suspects": ["M1"], "energy_wh": 260}
        """

    private func write(_ name: String, _ text: some StringProtocol) throws -> URL {
        let file = self.folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file
    }

    private func score(alarms: String, truth: String = truth, topology: String = topology) throws -> LossScore {
        _ = try self.write("set/one/truth.json", truth)
        _ = try self.write("set/one/topology.json", topology)
        _ = try self.write("set/notes.txt", "not a scenario")
        return try LossScore(
            alarms: [try self.write("alarms.jsonl", alarms)], folder: self.folder.appendingPathComponent("set"))
    }

    @Test func `scenarios are the folders with a truth, alarms come from several files`() throws {
        _ = try self.write("set/two/truth.json", "{\"kind\": \"normal\"}")
        _ = try self.write("set/two/topology.json", Self.topology)
        _ = try self.score(alarms: "")
        let second = try self.write("more.jsonl", Self.alarm.replacing("\"one\"", with: "\"two\"") + "\n")
        let first = try self.write("alarms.jsonl", "\n" + Self.alarm + "\r\n\n")
        let score = try LossScore(alarms: [first, second], folder: self.folder.appendingPathComponent("set"))
        #expect(score.scenarios.map(\.scenario) == ["one", "two"])
        let one = try #require(score.scenarios.first)
        #expect(one.family == "tap" && one.sharePercent == 4.5 && one.hoursToDetect == 6 && one.cleanDays == 0.5)
        #expect(one.isKindRight == true && one.isPhaseRight == true && one.isFirstSuspectRight == true)
        #expect(one.trueEnergyWh == 250 && one.energyErrorPercent == 4)
        #expect(score.scenarios.last?.falseAlarms == 1)
        let json = try ReportJSON.line(score)
        #expect(json.contains("\"median_hours_to_detect\":6,") && json.contains("\"found\":{\"of\":1,\"right\":1}"))
    }

    @Test func `what balance analyse writes is read`() throws {
        let line = AlarmLine(
            scenario: "one", time: "2026-01-06T00:00:00Z", kind: "under-registration", phase: nil,
            suspects: ["M2", "M1"],
            energyWh: 550, energyDeviationWh: 10, onset: "2026-01-05T12:00:00Z", logLikelihoodRatio: 40)
        let score = try self.score(alarms: try ReportJSON.line(line) + "\n").scenarios
        #expect(score.first?.isFound == true && score.first?.isKindRight == false && score.first?.isPhaseRight == false)
        #expect(score.first?.isAmongFirstThree == true && score.first?.energyErrorPercent == 10)
        #expect(ScoredAlarm(line)?.suspects == ["M2", "M1"])
    }

    @Test(arguments: [
        ("{\n", "line 1:", "is not valid JSON"), (alarm + "\n[]\n", "line 2:", "is not a"),
        (alarm.replacing("\"time\"", with: "\"when\""), "line 1:", ".time is missing"),
        (alarm.replacing("2026-01-05T", with: "5 January "), "line 1:", "\"5 January 18:00:00Z\" is no time"),
        (alarm.replacing("unmetered-load", with: "theft"), "line 1:", "kind \"theft\" is unknown"),
        (alarm.replacing("260", with: "1e999"), "line 1:", "line 1: is not valid JSON, or has a number"),
        (alarm.replacing("[\"M1\"]", with: "[1]"), "line 1:", ".suspects[0] is not a"),
        (alarm.replacing("\"one\"", with: "\"three\""), "scenario \"three\"", "does not have"),
        (String(repeating: "x", count: 70_000), "is over", "bytes"),
    ])
    func `alarms that cannot be are told`(alarms: String, place: String, problem: String) throws {
        let error = try #require(throws: FileError.self) { try self.score(alarms: alarms) }
        #expect(error.path.hasSuffix("alarms.jsonl"))
        #expect(error.description.contains(place) && error.description.contains(problem), "\(error)")
    }

    @Test(arguments: [
        ("{", "valid JSON"), ("[]", "is not a"), ("{}", ".kind is missing"),
        ("{\"kind\": \"tap\"}", ".start is missing"),
        (truth.replacing("2026-01-05T12:00:00Z", with: "noon"), "start \"noon\" is no time"),
        (truth.replacing("[500, 1000]", with: "[500]"), ".stolen_wh_daily has 1 of 2 days"),
        (truth.replacing("[500, 1000]", with: "[500, null]"), ".stolen_wh_daily[1] is"),
        (truth.replacing("kinds_ok", with: "kinds"), ".kinds_ok is missing"),
        (truth.replacing("acceptable", with: "near"), ".acceptable is missing"),
        (truth.replacing("share_pct", with: "share"), ".share_pct is missing"),
    ])
    func `truths that cannot be are told`(truth: String, problem: String) throws {
        let error = try #require(throws: FileError.self) { try self.score(alarms: "", truth: truth) }
        #expect(error.path.hasSuffix("one/truth.json") && error.description.contains(problem), "\(error)")
    }

    @Test(arguments: [
        ("{}", ".start is missing"), (topology.replacing("2026-", with: "26-"), "has start \"26-"),
        (topology.replacing("2,", with: "0,"), "0 days"), (topology.replacing("2,", with: "9999999999,"), "9999999999"),
    ])
    func `periods that cannot be are told`(topology: String, problem: String) throws {
        let error = try #require(throws: FileError.self) { try self.score(alarms: "", topology: topology) }
        #expect(error.path.hasSuffix("one/topology.json") && error.description.contains(problem), "\(error)")
    }

    @Test func `files that are not there are told`() throws {
        _ = try self.score(alarms: "")
        let (set, none) = (self.folder.appendingPathComponent("set"), self.folder.appendingPathComponent("none"))
        func error(_ alarms: [URL], _ folder: URL) throws -> FileError {
            try #require(throws: FileError.self) { try LossScore(alarms: alarms, folder: folder) }
        }
        #expect(try error([], none).description.contains("cannot be listed"))
        #expect(try error([none], set).path == none.path)
        #expect(try error([], set.appendingPathComponent("one")).description.contains("has no scenario"))
        try FileManager.default.removeItem(at: set.appendingPathComponent("one/topology.json"))
        #expect(try error([], set).path.hasSuffix("one/topology.json"))
    }
}
