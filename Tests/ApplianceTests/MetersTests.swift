import Foundation
import Testing

extension ServiceTests {
    @Suite("A large zone's state", .timeLimit(.minutes(2)))
    struct MetersTests {
        private struct Figures: Decodable {
            let meters: Int
            let residentKilobytes: Int
            let peakKilobytes: Int
            let blockMilliseconds: Double
            let finalMilliseconds: [Double]
            let blocks: Int
        }

        @Test("validators go on from a written chain and commit every box's readings")
        func written() async throws {
            let folder = try TemporaryFolder()
            let result = try await run(
                Executable.file,
                ["measure", "meters", "--meters", "600", "--intervals", "2", "--seconds", "1", "--json"],
                in: folder.url, seconds: 90)
            // A busy machine may miss the goal of the idle time.
            #expect(result.code <= 1, "\(result)")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let figures = try decoder.decode(Figures.self, from: Data(result.output.utf8))
            #expect(figures.meters == 600 && figures.finalMilliseconds.count == 2 && figures.blocks >= 2)
            #expect(figures.blockMilliseconds > 0)
            #expect(figures.residentKilobytes > 10_000 && figures.peakKilobytes >= figures.residentKilobytes)
        }
    }
}
