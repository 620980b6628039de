import Appliance
import Foundation
import Metering
import TestSupport
import Testing

/// `gridtally balance analyse` over the files of a simulated feeder.
@Suite final class FeederAnalysisTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("feeder-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    private func feeder(family: String) throws -> URL {
        try FeederGeneration(seed: 11, count: 1, family: family, days: 14, folder: self.folder).run { _ in }
        return self.folder.appendingPathComponent("gen-001")
    }

    private func analyse(_ topology: URL, _ readings: URL) throws -> (FeederAnalysis, [AlarmLine]) {
        var alarms: [AlarmLine] = []
        let analysis = try FeederAnalysis(topology: topology, readings: readings) { alarms.append($0) }
        return (analysis, alarms)
    }

    @Test func tapIsToldInAlarmsAndOnAPage() throws {
        let files = try self.feeder(family: "tap")
        let truth = try String(contentsOf: files.appendingPathComponent("truth.json"), encoding: .utf8)
        let (analysis, alarms) = try self.analyse(
            files.appendingPathComponent("topology.json"), files.appendingPathComponent("readings.csv.gz"))
        let last = try #require(alarms.last)
        #expect(last.kind == "unmetered-load")
        let phase = try #require(last.phase)
        #expect(truth.contains("\"phase\": \"\(phase)\"") || truth.contains("\"phase\":\"\(phase)\""))
        #expect(last.energyWh ?? 0 > 0 && !last.suspects.isEmpty)
        #expect(analysis.summary.finding?.time == last.time)
        let page = analysis.page
        #expect(page.contains("<svg") && page.contains("Look first") && page.contains("What would refute it"))
        // It asks nothing of any network.
        for outside in ["http:", "https:", "src=", "url(", "<script", "@import"] { #expect(!page.contains(outside)) }
        #expect(analysis.text.contains("no meter counted"))
    }

    @Test(
        arguments: [
            ("timestamp,meter_id\n", "does not begin with the line"),
            ("timestamp,meter_id,quantity,value,quality\n2026-01-05T00:00:00Z,T1,21.8.0,12\n", "line 2: has 4 columns"),
            ("timestamp,meter_id,quantity,value,quality\n5 January,T1,21.8.0,12,ok\n", "\"5 January\" is no time"),
            ("timestamp,meter_id,quantity,value,quality\n2026-01-05T00:00:00Z,T1,21.8.0,x,ok\n", "\"x\" is no number"),
            ("timestamp,meter_id,quantity,value,quality\n2026-01-05T00:00:00Z,T1,21.8.0,.,ok\n", "\".\" is no number"),
            ("timestamp,meter_id,quantity,value,quality\n2026-01-05T00:00:00Z,T1,21.8.0,,ok\n", "\"\" is no number"),
            ("timestamp,meter_id,quantity,value,quality\n2026-01-05T00:00:00Z,T1,energy,1,ok\n", "is no OBIS code"),
            (
                "timestamp,meter_id,quantity,value,quality\n2026-01-05T00:00:00Z,T1,21.8.0,1,good\n",
                "\"good\" is unknown"
            ),
            (
                "timestamp,meter_id,quantity,value,quality\n2026-01-05T06:00:00Z,T1,21.8.0,1,ok\n"
                    + "2026-01-05T05:00:00Z,T1,21.8.0,1,ok\n", "sort the readings by time"
            ),
            ("", "is empty"),
        ])
    func readingsThatCannotBeAreTold(_ text: String, _ words: String) throws {
        let topology = try self.file("topology.json", Self.smallTopology)
        let readings = try self.file("readings.csv", text)
        let error = #expect(throws: FileError.self) { try self.analyse(topology, readings) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(words))
    }

    @Test(
        arguments: [
            ("{", "is not valid JSON"), ("{}", ".transformer is missing"),
            (
                Self.smallTopology.replacingOccurrences(
                    of: "{\"transformer\"", with: "{\"interval_s\": 1.5, \"transformer\""),
                "or has a number where none"
            ),
            ("{\"medium\": \"gas\"}", "medium \"gas\""),
            (Self.smallTopology.replacingOccurrences(of: "\"L1\"", with: "\"R\""), "phase \"R\""),
            (Self.smallTopology.replacingOccurrences(of: "\"1.0\"", with: "\"A\""), "class \"A\""),
            (Self.smallTopology.replacingOccurrences(of: "\"H1\"", with: "\"T1\""), "two meters are named T1"),
            (
                Self.smallTopology.replacingOccurrences(of: "\"rated_kva\": 25", with: "\"rated_kva\": 0"),
                "rated 0.0 kVA"
            ),
        ])
    func topologiesThatCannotBeAreTold(_ text: String, _ words: String) throws {
        let topology = try self.file("topology.json", text)
        let readings = try self.file("readings.csv", "timestamp,meter_id,quantity,value,quality\n")
        let error = #expect(throws: FileError.self) { try self.analyse(topology, readings) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(words))
    }

    @Test func fileThatWasCutOffIsRefused() throws {
        let files = try self.feeder(family: "normal")
        let whole = try Data(contentsOf: files.appendingPathComponent("readings.csv.gz"))
        let topology = files.appendingPathComponent("topology.json")
        for length in [whole.count / 2, whole.count - 6] {
            let readings = files.appendingPathComponent("cut-\(length).csv.gz")
            try whole.prefix(length).write(to: readings)
            let error = #expect(throws: FileError.self) { try self.analyse(topology, readings) }
            #expect("\(error.map { "\($0)" } ?? "")".contains("cannot be read on after line"))
        }
    }

    @Test func threePhaseMeterWithOneRegisterIsBalancedOverAllPhases() throws {
        let topology = try self.file(
            "topology.json", Self.smallTopology.replacingOccurrences(of: "\"L1\"", with: "\"L123\""))
        let byPhase = try self.file("phases.csv", Self.readings(transformer: ["21.8.0", "41.8.0", "61.8.0"]))
        let error = #expect(throws: FileError.self) { try self.analyse(topology, byPhase) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("H1 is on three phases and has one register"))
        let both = try self.file("both.csv", Self.readings(transformer: ["1.8.0", "21.8.0", "41.8.0", "61.8.0"]))
        let (analysis, _) = try self.analyse(topology, both)
        let coverage = try #require(analysis.summary.coverage.first)
        #expect(analysis.summary.coverage.count == 1 && coverage.until != nil && coverage.silent.isEmpty)
    }

    @Test func registerThatIsNeverReadIsNotWaitedFor() throws {
        // The record has an export register; the readings have one at the transformer, over all phases, and none here.
        let topology = try self.file(
            "topology.json",
            Self.smallTopology.replacingOccurrences(of: "\"L1\"", with: "\"L1\", \"has_export\": true"))
        let readings = try self.file(
            "readings.csv", Self.readings(transformer: ["2.8.0", "21.8.0", "41.8.0", "61.8.0"]))
        let (analysis, _) = try self.analyse(topology, readings)
        #expect(analysis.summary.coverage.first?.until != nil)
    }

    @Test func leakOfADistrictIsToldInLitres() throws {
        let topology = try self.file(
            "topology.json",
            """
            {"medium": "water", "utc_offset_minutes": 330, "most_inflow_m3_h": 10,
             "inlet": {"meter_id": "D1", "accuracy_class": "1", "register_resolution_l": 10}, "customers": []}
            """)
        var text = "timestamp,meter_id,quantity,value,quality\n"
        var (volume, random) = (0.0, SeededGenerator(seed: 9))
        for interval in 0..<(24 * 96) {
            let isNight = interval % 96 < 24
            volume +=
                (isNight ? 10 : 90) + Double(Int.random(in: 0..<16, using: &random)) + (interval >= 14 * 96 ? 20 : 0)
            let time = UTCTime(seconds: 1_767_225_600 - 19_800 + 900 * Int64(interval))
            text += "\(time),D1,1.0.0,\((volume / 10).rounded(.down) * 10),ok\n"
        }
        let (analysis, alarms) = try self.analyse(topology, try self.file("readings.csv", text))
        let last = try #require(alarms.last)
        #expect(last.kind == "leak" && last.energyWh == nil && last.suspects.isEmpty)
        #expect(abs((last.volumeL ?? 0) - 80 * 24 * 10) < 0.15 * 80 * 24 * 10)
        #expect(analysis.text.contains("more flows into D1 at night than before") && analysis.text.contains(" m³"))
        let page = analysis.page
        #expect(page.contains("Least flow of the night") && page.contains("Balance of district"))
        #expect(!page.contains("kWh"))
    }

    @Test func districtThatWasHardlyReadIsNotCalledClean() throws {
        let topology = try self.file(
            "topology.json",
            """
            {"medium": "water", "utc_offset_minutes": 330, "most_inflow_m3_h": 10,
             "inlet": {"meter_id": "D1"}, "customers": []}
            """)
        let readings = try self.file("readings.csv", "timestamp,meter_id,quantity,value,quality\n")
        let (analysis, _) = try self.analyse(topology, readings)
        #expect(analysis.text.contains("Not enough data") && analysis.page.contains("Not enough data"))
    }

    /// 0-0:1.0.0 is a meter's clock, 8-0:1.0.0 a volume: which it is says the medium.
    @Test func clockOfAnElectricityMeterIsNoEnergy() throws {
        let topology = try self.file("topology.json", Self.smallTopology)
        let plain = Self.readings(transformer: ["21.8.0", "41.8.0", "61.8.0"])
        let clocks = plain.split(separator: "\n").flatMap { line in
            line.contains(",1.8.0,") ? [line, Substring(line.replacing(",1.8.0,", with: ",1.0.0,99"))] : [line]
        }.joined(separator: "\n")
        let (one, _) = try self.analyse(topology, try self.file("plain.csv", plain))
        let (other, _) = try self.analyse(topology, try self.file("clocks.csv", clocks))
        #expect(clocks != plain && one.summary.readings == other.summary.readings && one.text == other.text)
    }

    /// Eight days in which everything counts 100 Wh an interval.
    private static func readings(transformer: [String]) -> String {
        var text = "timestamp,meter_id,quantity,value,quality\n"
        for interval in 0..<(8 * 96) {
            let time = UTCTime(seconds: 1_767_225_600 + 900 * Int64(interval))
            for quantity in transformer { text += "\(time),T1,\(quantity),\(100 * interval),ok\n" }
            text += "\(time),H1,1.8.0,\(100 * interval),ok\n"
        }
        return text
    }

    @Test func nothingReadIsNotEnoughData() throws {
        let topology = try self.file("topology.json", Self.smallTopology)
        let readings = try self.file("readings.csv", "timestamp,meter_id,quantity,value,quality\n")
        let (analysis, alarms) = try self.analyse(topology, readings)
        #expect(alarms.isEmpty)
        #expect(analysis.text.contains("Not enough data"))
        #expect(analysis.page.contains("Not enough data"))
    }

    private static let smallTopology = """
        {"transformer": {"meter_id": "T1", "rated_kva": 25, "bus": "B0"},
         "houses": [{"meter_id": "H1", "phase": "L1", "accuracy_class": "1.0"}]}
        """

    private func file(_ name: String, _ text: String) throws -> URL {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let file = self.folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file
    }
}
