import Foundation
import Testing

@testable import Appliance

@Suite struct FeederGenerationTests {
    private func folder() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "gridtally-feeders-\(UUID().uuidString)")
    }

    private func write(_ folder: URL, seed: UInt64 = 2) throws -> [WrittenFeeder] {
        var written: [WrittenFeeder] = []
        try FeederGeneration(seed: seed, count: 1, family: "tap", days: 7, folder: folder).run { written.append($0) }
        return written
    }

    @Test func `a scenario is three files that are never replaced`() throws {
        let folder = self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let written = try self.write(folder)
        let place = folder.appending(path: "gen-001")
        #expect(written.map(\.folder) == [place.path])
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
        #expect(names.sorted() == ["readings.csv.gz", "topology.json", "truth.json"])
        let file = try Data(contentsOf: place.appending(path: "readings.csv.gz"))
        #expect(file.starts(with: [0x1f, 0x8b, 8]) && file.count > written[0].readings * 30)
        #expect(throws: FileError.self) { try self.write(folder) }
        #expect(try Data(contentsOf: place.appending(path: "readings.csv.gz")) == file)
    }

    @Test func `what cannot be simulated is a mistake of the call`() throws {
        for (family, days) in [("hook", 7), ("tap", 6)] {
            let error = #expect(throws: (any Error).self) {
                try FeederGeneration(seed: 1, count: 1, family: family, days: days, folder: self.folder())
            }
            #expect(ExitStatus.code(for: try #require(error)) == ExitStatus.usage)
        }
    }
}
