import Foundation
import Testing

extension ServiceTests {
    @Suite("A storm of connections", .timeLimit(.minutes(2)))
    struct StormTests {
        private struct Figures: Decodable {
            let opened: Int
            let closedByBox: Int
            let denied: Int
            let countedConnections: Int
            let countedRefusals: Int
            let admittedStrangers: Int
            let logLines: Int
            let descriptorsBefore: Int
            let descriptorsMost: Int
            let descriptorsAfter: Int
            let payments: Int
            let foreignTransactions: Int
        }

        /// `gridtally measure storm` is the same with 10 000 in a minute.
        @Test("connections that prove no key change nothing, are counted, told of, and closed")
        func burst() async throws {
            let folder = try TemporaryFolder()
            let result = try await run(
                Executable.file, ["measure", "storm", "--connections", "500", "--seconds", "3", "--json"],
                in: folder.url, seconds: 90)
            #expect(result.code == 0, "\(result)")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let figures = try decoder.decode(Figures.self, from: Data(result.output.utf8))
            #expect(figures.opened == 400 && figures.closedByBox == 400 && figures.denied >= 100)
            #expect(figures.countedConnections >= 500 && figures.countedRefusals >= figures.denied)
            #expect(figures.admittedStrangers == 0 && figures.logLines > 0)
            #expect(figures.descriptorsMost > figures.descriptorsBefore + 50, "the connections were held")
            #expect(figures.descriptorsAfter <= figures.descriptorsBefore + 4)
            #expect(figures.payments > 0 && figures.foreignTransactions == 0)
        }
    }
}
