import TestSupport
import Testing

/// Legal crash images of a validator's real files, from a record of every write and sync; `crash-images 10000` makes as
/// many as one likes.
@Suite("Power cuts", .serialized) struct PowerCutTests {
    private static let study = HelperProgram("crash-images")

    @Test("nothing acknowledged is lost and no vote contradicts another, whatever a power cut leaves")
    func images() throws {
        let result = try Self.study.run("60", "10", "5")
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains(" 0 failed"))
    }

    @Test(
        "a disk that lies about the register's or the chain's syncs is found out",
        arguments: ["votes.log", "chain.db-wal"])
    func lyingDisk(file: String) throws {
        let result = try Self.study.run("40", "5", "5", file)
        #expect(result.status == 1, "\(result.output)")
    }
}
