import Foundation
import TestSupport
import Testing

@testable import Appliance

@Suite("A relay's command on a busy line, in virtual time", .timeLimit(.minutes(2)))
struct RelayWaitTests {
    private static let profiles = PackageFolder.file("profiles")

    /// A read takes 114 ms here.
    @Test("waits for the exchange that is under way and for no other, retries included")
    func waits() async throws {
        var figures: [RelayFigures] = []
        try await RelayMeasurement(seeds: 1...2, seconds: 20, profiles: Self.profiles).run { figures.append($0) }
        #expect(figures.count == RelayMeasurement.faults.count)
        for line in figures {
            #expect(line.commands > 10, "\(line)")
            #expect(line.overtaken == 0, "\(line)")
        }
        let clean = try #require(figures.first { $0.fault == "clean" })
        #expect(clean.longestMilliseconds < 125, "\(clean)")
    }
}
