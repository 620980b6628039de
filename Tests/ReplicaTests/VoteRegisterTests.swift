import Consensus
import Identity
import Ledger
import Replica
import Testing

@Suite("The vote register's bytes") struct VoteRegisterTests {
    private static let genesis = Digest.sha256([7])

    private static func recover(_ bytes: [UInt8]) throws -> (register: VoteRegister, steps: [RegisterStep]) {
        try VoteRegister.recover(bytes, genesis: self.genesis, rotationBytes: 1 << 20)
    }

    private static func vote(_ view: UInt64) throws -> ConsensusRecord {
        let key = try SigningKey(seed: Array(repeating: 1, count: 32))
        let statement = VoteStatement(kind: .nullify, epoch: 0, view: view, blockHash: .zero)
        return .vote(statement.signed(by: key, as: PrincipalID(1), genesis: self.genesis))
    }

    /// The bytes of a register with these votes, one a turn.
    private static func written(_ views: ClosedRange<UInt64>) throws -> [UInt8] {
        var (register, _) = try self.recover([])
        var file: [UInt8] = []
        for view in views {
            for case .write(let bytes, let offset) in register.append([try self.vote(view)]) {
                #expect(offset == file.count)
                file += bytes
            }
        }
        return file
    }

    @Test("what is read back is made durable before anything else, as its writer may have been killed before its sync")
    func readBack() throws {
        let (register, steps) = try Self.recover(try Self.written(1...3))
        #expect(register.records == [try Self.vote(1), try Self.vote(2), try Self.vote(3)])
        #expect(steps == [.sync, .syncDirectory])
    }

    @Test("an empty register's name is made durable")
    func empty() throws { #expect(try Self.recover([]).steps == [.sync, .syncDirectory]) }

    @Test("a torn tail is cut off before the sync, wherever the power went", arguments: [1, 7, 20])
    func torn(cut: Int) throws {
        let two = try Self.written(1...2)
        let three = try Self.written(1...3)
        let (register, steps) = try Self.recover(Array(three.dropLast(cut)))
        #expect(register.records == [try Self.vote(1), try Self.vote(2)])
        #expect(steps == [.truncate(to: two.count), .sync, .syncDirectory])
    }

    @Test("a register that continues after a torn tail is whole again")
    func continued() throws {
        let torn = Array(try Self.written(1...3).dropLast(5))
        var (register, _) = try Self.recover(torn)
        var file = Array(torn.prefix(try Self.written(1...2).count))
        for case .write(let bytes, _) in register.append([try Self.vote(9)]) { file += bytes }
        #expect(try Self.recover(file).register.records == [try Self.vote(1), try Self.vote(2), try Self.vote(9)])
    }

    @Test("a bit that turned over before the last record is refused, and so is another zone's register")
    func damaged() throws {
        var bytes = try Self.written(1...3)
        bytes[bytes.count / 2] ^= 4
        #expect(throws: RegisterRefusal.self) { try Self.recover(bytes) }
        let whole = try Self.written(1...3)
        #expect(throws: RegisterRefusal.self) {
            try VoteRegister.recover(whole, genesis: .sha256([8]), rotationBytes: 1 << 20)
        }
    }
}
