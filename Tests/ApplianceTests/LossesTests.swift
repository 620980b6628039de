import Foundation
import Testing

extension ServiceTests {
    @Suite("Losses", .timeLimit(.minutes(3)))
    struct LossesTests {
        private struct Figures: Decodable {
            struct Score: Decodable {
                struct Scenario: Decodable {
                    let scenario: String
                    let isFound: Bool?
                }

                let scenarios: [Scenario]
            }

            struct Curve: Decodable {
                struct Bin: Decodable { let fromPercent: Double }

                let bins: [Bin]
            }

            let days: Int
            let score: Score
            let curve: Curve
            let processorSeconds: Double
        }

        private struct Year: Decodable {
            let houses: Int
            let days: Int
            let readings: Int
            let intervals: Int
            let processorSeconds: Double
            let medianMilliseconds: Double
            let worstMilliseconds: Double
            let growthKilobytes: Int
        }

        private static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: Data(text.utf8))
        }

        @Test("a detector is measured on feeders of a seed, and its files are scored alike")
        func feeders() async throws {
            let folder = try TemporaryFolder()
            let measured = try await run(
                Executable.file,
                [
                    "measure", "losses", "--seed", "10", "--count", "1", "--normal", "1", "--days", "8", "--out", "set",
                    "--plots", "plots", "--json",
                ], in: folder.url, seconds: 120)
            // So few feeders meet the goals or do not.
            #expect(measured.code <= 1, "\(measured)")
            #expect(measured.errors.contains("2/2 gen-002"), "\(measured)")
            let figures = try Self.decode(Figures.self, measured.output)
            #expect(figures.days == 8 && figures.processorSeconds > 0 && figures.curve.bins.count == 5)
            #expect(figures.score.scenarios.map(\.scenario) == ["gen-001", "gen-002"])
            #expect(figures.score.scenarios.map(\.isFound) == [true, nil])
            let drawings = try FileManager.default.contentsOfDirectory(atPath: folder.file("plots").path)
            #expect(drawings.sorted() == ["found-by-share.svg", "share-and-hours.svg"])

            let score = ["balance", "score", "--alarms", "set/alarms.jsonl", "set"]
            let told = try await run(Executable.file, score + ["--json"], in: folder.url)
            #expect(
                told.code == 0 && measured.output.contains(told.output.trimmingCharacters(in: .newlines)), "\(told)")
            let text = try await run(Executable.file, score, in: folder.url)
            #expect(text.code == 0 && text.output.contains("found                           1 of 1"), "\(text)")
            let stray = try await run(
                Executable.file, ["balance", "score", "--alarms", "set/alarms.jsonl", "plots"], in: folder.url)
            #expect(stray.code == 2 && stray.errors.contains("has no scenario"), "\(stray)")
        }

        @Test("a feeder's days are timed by intervals")
        func year() async throws {
            let folder = try TemporaryFolder()
            let measured = try await run(
                Executable.file, ["measure", "losses", "--year", "--days", "7", "--json"], in: folder.url, seconds: 120)
            #expect(measured.code <= 1, "\(measured)")
            let year = try Self.decode(Year.self, measured.output)
            #expect(year.houses == 40 && year.days == 7 && year.readings > 50_000)
            // Late answers reach into the interval after the last one.
            #expect((660...673).contains(year.intervals), "\(year)")
            #expect(year.medianMilliseconds > 0 && year.worstMilliseconds >= year.medianMilliseconds)
            #expect(year.processorSeconds > year.medianMilliseconds * Double(year.intervals) / 2000)
            #expect(year.growthKilobytes > 0)
            for wrong in [["--days", "6"], ["--count", "0", "--normal", "0"], ["--year", "--plots", "p"]] {
                let refused = try await run(Executable.file, ["measure", "losses"] + wrong, in: folder.url)
                #expect(refused.code == 2, "\(refused)")
            }
        }
    }
}
