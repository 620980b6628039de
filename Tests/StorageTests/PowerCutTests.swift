import Foundation
import Testing

/// Legal crash images of a validator's real files, from a record of every write and sync; `crash-images 10000` makes as
/// many as one likes.
@Suite("Power cuts", .serialized) struct PowerCutTests {
    private static func study(_ arguments: String...) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "crash-images")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test("nothing acknowledged is lost and no vote contradicts another, whatever a power cut leaves")
    func images() throws {
        let result = try Self.study("60", "10", "5")
        #expect(result.code == 0, "\(result.output)")
        #expect(result.output.contains(" 0 failed"))
    }

    @Test(
        "a disk that lies about the register's or the chain's syncs is found out",
        arguments: ["votes.log", "chain.db-wal"])
    func lyingDisk(file: String) throws {
        let result = try Self.study("40", "5", "5", file)
        #expect(result.code == 1, "\(result.output)")
    }
}
