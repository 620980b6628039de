import Foundation
import Testing

extension ServiceTests {
    @Suite("Beside etcd", .timeLimit(.minutes(2)))
    struct EtcdTests {
        private struct Figures: Decodable {
            struct Side: Decodable {
                let batches: Int
                let p99Milliseconds: Double
                let rounds: [Double]
            }

            let batchBytes: Int
            let ours: Side
            let etcd: Side
        }

        private static let hasEtcd = FileManager.default.isExecutableFile(atPath: "/usr/bin/etcd")

        @Test("validators and etcd commit the same batches in turn", .enabled(if: EtcdTests.hasEtcd))
        func rounds() async throws {
            let folder = try TemporaryFolder()
            let result = try await run(
                Executable.file,
                [
                    "measure", "etcd", "--writers", "2", "--batch", "2", "--rounds", "2", "--seconds", "0.3", "--json",
                ], in: folder.url, seconds: 90)
            #expect(result.code == 0, "\(result)")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let figures = try decoder.decode(Figures.self, from: Data(result.output.utf8))
            for side in [figures.ours, figures.etcd] {
                #expect(side.rounds.count == 2 && side.batches >= 4 && side.p99Milliseconds > 0, "\(result)")
            }
            #expect(figures.batchBytes > 64, "a batch has its signature: \(figures.batchBytes)")
        }

        @Test("without etcd the package is named")
        func missing() async throws {
            let folder = try TemporaryFolder()
            let result = try await run(
                URL(filePath: "/usr/bin/env"), ["PATH=/nonexistent", Executable.file.path, "measure", "etcd"],
                in: folder.url)
            expect(result, code: 2, words: ["etcd is not on the PATH", "apt install etcd-server"])
        }
    }
}
