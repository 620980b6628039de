import Foundation
import Metering
import TestSupport
import Testing

@testable import FeederSimulation

/// The files are what a scorer and a detector read.
@Suite struct FormatTests {
    private struct Topology: Decodable {
        struct House: Decodable {
            let meterId: String
            let phase: String?
            let branch: Int
            let bus: String
            let accuracyClass: String
            let registerResolutionWh: Int
            let counterModulusWh: Int
            let hasExport: Bool
        }
        struct Line: Decodable {
            let from: String
            let to: String
            let lengthM: Double
            let conductor: String
        }
        let scenario: String
        let start: String
        let days: Int
        let intervalS: Int
        let timestamps: String
        let voltageKind: String
        let houses: [House]
        let lines: [Line]
    }

    private struct Truth: Decodable {
        let kind: String
        let sub: String?
        let start: String?
        let stolenWh: Int?
        let stolenWhDaily: [Int]?
        let acceptable: [String]?
        let kindsOk: [String]?
        let truePhase: [String: String]
        let trueMeterGain: [String: Double]
        let trueTransformerGain: [Double]
        let wrongPhaseLabels: [String]
    }

    private func decoded<Document: Decodable>(_ type: Document.Type, _ bytes: [UInt8]) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(bytes))
    }

    @Test func `the topology names each bus once and feeds it`() throws {
        for scenario in Scenarios.all {
            let topology = try self.decoded(Topology.self, scenario.topologyJSON)
            #expect(topology.scenario == "gen-001" && topology.days == 7 && topology.intervalS == 900)
            #expect(UTCTime(rfc3339: topology.start) == scenario.start)
            var fed: Set<String> = ["BUS0"]
            for line in topology.lines {
                let isNew = fed.contains(line.from) && fed.insert(line.to).inserted
                #expect(isNew)
                #expect((1...470).contains(line.lengthM) && Conductor(rawValue: line.conductor) != nil)
            }
            #expect(topology.houses.allSatisfy { fed.contains($0.bus) && $0.bus != "BUS0" && $0.branch >= 1 })
            #expect((14...40).contains(topology.houses.count))
        }
    }

    @Test func `the truth is complete and tells of those it names`() throws {
        for scenario in Scenarios.all {
            let truth = try self.decoded(Truth.self, scenario.truthJSON)
            let houses = Set(scenario.feeder.customers.map(\.id))
            #expect(Set(truth.truePhase.keys) == houses && Set(truth.trueMeterGain.keys) == houses)
            #expect(truth.trueTransformerGain.count == 3)
            let isNormal = scenario.request.family == .normal
            #expect(truth.sub == (isNormal ? nil : scenario.request.family.rawValue))
            #expect((truth.kind == "normal") == isNormal && (truth.acceptable == nil) == isNormal)
            guard !isNormal else { continue }
            #expect(truth.kindsOk?.first == truth.kind)
            #expect(UTCTime(rfc3339: truth.start ?? "") != nil)
            let daily = try #require(truth.stolenWhDaily)
            #expect(daily.count == 7 && abs(daily.reduce(0, +) - (truth.stolenWh ?? 0)) <= 7)
            let acceptable = try #require(truth.acceptable)
            #expect(!acceptable.isEmpty && Set(acceptable).isSubset(of: houses.union(["T1"])))
        }
    }

    @Test func `readings are rows in order of time`() throws {
        for scenario in Scenarios.all {
            let lines = String(decoding: scenario.readingsCSV, as: UTF8.self).split(separator: "\n")
            #expect(lines.first == "timestamp,meter_id,quantity,value,quality")
            #expect(lines.count == scenario.readings.count + 1)
            let times = scenario.readings.map(\.time)
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
            let nominal = times.allSatisfy { $0.seconds % 900 == 0 }
            #expect(nominal == !scenario.complications.isPolled)
        }
    }

    @Test func `a row is written as meters are read`() throws {
        let scenario = try #require(Scenarios.all.first)
        let first = try #require(scenario.readings.first { $0.quantity == .voltage(0) && !$0.isSuspect })
        let text = "\(first.time),\(first.meter),32.7.0,\(first.value / 10).\(first.value % 10),ok"
        #expect(String(decoding: scenario.readingsCSV, as: UTF8.self).contains("\n\(text)\n"))
    }

    @Test func `JSON has its commas, points and empty lists`() {
        let value = JSONValue.object([
            ("a", .decimal(-0.05, digits: 1)), ("b", .decimal(12.345, digits: 2)), ("c", .array([])),
            ("d", .array([.null, .boolean(true)])), ("e", .decimal(3.5, digits: 0)),
        ])
        #expect(
            value.text() == """
                {
                 "a": -0.1,
                 "b": 12.35,
                 "c": [],
                 "d": [
                  null,
                  true
                 ],
                 "e": 4
                }
                """)
    }
}
