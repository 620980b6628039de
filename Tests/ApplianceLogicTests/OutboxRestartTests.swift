import Contract
import Foundation
import Identity
import Ledger
import Metering
import PeerNetwork
import Storage
import Testing

@testable import Appliance

@Suite("An outbox that was submitted before the box started anew", .timeLimit(.minutes(1))) struct OutboxRestartTests {
    private static let start = UTCTime(seconds: 1_767_551_400)

    /// The contract refuses them: the box has no meters.
    private static func readings(_ interval: Int64, count: Int = 1) -> Readings {
        Readings(
            rosterVersion: 1, firstEnd: self.start.adding(seconds: 900 * interval),
            intervals: Array(repeating: IntervalReadings(increments: [5], exceptions: []), count: count))
    }

    @Test("readings of several intervals that were refused go once more, each interval by itself")
    func refusedTogether() async throws {
        let box = try StoppedBox(Self.start)
        let queued = [TransactionBody.readings(Self.readings(1)), .readings(Self.readings(2))]
        try await box.leave(queued, sequence: 1, chain: [.readings(Self.readings(1, count: 2))])
        try await box.start { submitter, store in
            while try await submitter.advance() {}
            let items = try await store.head(10)
            #expect(items.map(\.body) == queued && items.map(\.sequence) == [2, nil])
        }
    }

    @Test("readings of one interval that were refused leave, and the collector hears of it")
    func refused() async throws {
        let box = try StoppedBox(Self.start)
        let readings = TransactionBody.readings(Self.readings(1))
        try await box.leave([readings], sequence: 1, chain: [readings])
        try await box.start { submitter, store in
            while try await submitter.advance() {}
            #expect(try await store.waiting() == 0)
            var refusals = submitter.refusedReadings.makeAsyncIterator()
            #expect(await refusals.next() != nil)
        }
    }

    @Test("what was accepted leaves, also where the same block refused the box something else")
    func accepted() async throws {
        let box = try StoppedBox(Self.start)
        let loss = LossAllowance(fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 0)
        let nodes = ["T1", "T2"].map {
            TransactionBody.registerNode(RegisterNode(label: $0, kind: .transformer, parent: nil, loss: loss))
        }
        try await box.leave([nodes[1]], sequence: 3, chain: [nodes[0], nodes[0], nodes[1]])
        try await box.start { submitter, store in
            while try await submitter.advance() {}
            #expect(try await store.waiting() == 0)
        }
    }

    @Test("what another transaction of the same key took the number of is signed again")
    func foreign() async throws {
        let box = try StoppedBox(Self.start)
        try await box.leave(
            [.readings(Self.readings(1))], sequence: 1, chain: [.readings(Self.readings(7))])
        try await box.start { submitter, store in
            while try await submitter.advance() {}
            #expect(try await store.head(10).map(\.sequence) == [2])
        }
    }
}

/// The files of a box, while no service runs.
private struct StoppedBox {
    private let genesis: Genesis
    private let validator: SigningKey
    private let key: SigningKey
    private let configuration: BoxConfiguration

    init(_ start: UTCTime) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gridtally-outbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        _ = try Setup.makeKey(at: folder.appending(path: "box.key"))
        self.key = try KeyFile.read(folder.appending(path: "box.key"))
        self.validator = try SigningKey(seed: Array(repeating: 1, count: 32))
        self.genesis = Genesis(
            zone: "zone", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: start,
            principals: [
                Principal(label: "utility", key: self.validator.publicKey, roles: [.validator]),
                Principal(label: "box", key: self.key.publicKey, roles: [.box, .registrar]),
            ], policy: .standard)
        try Data(self.genesis.encoded()).write(to: folder.appending(path: "genesis.cbor"))
        let file = folder.appending(path: "box.yaml")
        try Data("name: box\ngenesis: genesis.cbor\nkey: box.key\ndata: data\ncontrol: box.sock\n".utf8).write(to: file)
        self.configuration = try BoxConfiguration(contentsOf: file)
        try FileManager.default.createDirectory(at: self.configuration.data, withIntermediateDirectories: true)
    }

    /// Leaves bodies in the outbox, as submitted in one transaction under a number, and a chain of one block.
    ///
    /// - Parameter chain: the box's transactions in the block.
    func leave(_ queued: [TransactionBody], sequence: UInt64, chain: [TransactionBody]) async throws {
        let box = try await BoxStore.open(directory: self.configuration.data.path, genesis: self.genesis.hash)
        let items = try await box.enqueue(queued, at: self.genesis.time)
        try await box.markSubmitted(items, sequence: sequence)
        try await box.close()
        var state = try ContractState(genesis: self.genesis)
        let transactions = chain.enumerated().map { index, body in
            Transaction(
                sender: PrincipalID(1), sequence: UInt64(index) + 1, expires: UTCTime(seconds: 4_000_000_000),
                body: body
            ).signed(by: self.key, genesis: self.genesis.hash)
        }
        let (block, outcome) = try state.propose(
            BlockContent(time: self.genesis.time.adding(seconds: 7200), transactions: transactions), view: 1,
            by: PrincipalID(0))
        let vote = VoteStatement(kind: .finalize, epoch: block.header.epoch, view: 1, blockHash: block.hash)
            .signed(by: self.validator, as: PrincipalID(0), genesis: self.genesis.hash)
        let certificate = try #require(Certificate(votes: [vote]))
        let store = try await ChainStore.open(directory: self.configuration.data.path, genesis: self.genesis)
        try await store.append(FinalizedBlock(block: block, certificate: certificate), outcome: outcome)
        try await store.close()
    }

    /// Opens the files as the service does, and lets go of them again.
    func start(_ body: (OutboxSubmitter, BoxStore) async throws -> Void) async throws {
        let log = ProcessLog.make("test")
        let parts = try await ChainParts.open(self.configuration, log: log)
        try await body(
            OutboxSubmitter(node: parts.node, box: parts.box, collectionSeconds: 300, log: log), parts.box)
        await parts.network.shutdown()
        try await parts.box.close()
        try await parts.store.close()
        try FileManager.default.removeItem(at: self.configuration.file.deletingLastPathComponent())
    }
}
