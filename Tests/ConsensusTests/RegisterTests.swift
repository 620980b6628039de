import Consensus
import Identity
import Ledger
import Metering
import TestSupport
import Testing

@Suite("What the vote register says after a start")
struct RegisterTests {
    private let zone: Zone
    private let block: Block
    private let records: [ConsensusRecord]

    init() throws {
        self.zone = try Zone(count: 1)
        var core = try self.zone.core()
        _ = core.handle(.start, at: 0, clock: .unsure)
        _ = core.handle(.workPending(true), at: 0, clock: .unsure)
        self.block = self.zone.block(view: 1, on: self.zone.tip)
        let effects = core.handle(.blockBuilt(view: 1, self.block), at: 0, clock: .unsure)
        guard case .persist(let records) = effects.first else { throw Unexpected() }
        self.records = records
    }

    private struct Unexpected: Error {}

    @Test("A journaled block is finalized and its votes are sent again as they were")
    func finishes() throws {
        for count in 2...self.records.count {
            var core = try self.zone.core(journal: Array(self.records.prefix(count)))
            let effects = core.handle(.start, at: 0, clock: .unsure)
            let votes = effects.compactMap { if case .publish(.vote(let vote)) = $0 { vote } else { nil } }
            let expected = self.records.compactMap { if case .vote(let vote) = $0 { vote } else { nil } }
            #expect(votes == expected)
            #expect(
                effects.contains { if case .finalized(let final) = $0 { final.block == self.block } else { false } })
        }
    }

    @Test("An own proposal without a vote is checked again, and nullified where it is no longer valid")
    func unvotedProposal() throws {
        for problem in [nil, "a later version refuses it"] {
            var core = try self.zone.core(journal: Array(self.records.prefix(1)))
            let effects = core.handle(.start, at: 0, clock: .unsure)
            #expect(effects.contains(.check(self.block, parent: self.zone.tip)))
            let then = core.handle(.blockChecked(hash: self.block.hash, problem: problem), at: 0, clock: .unsure)
            #expect(then.contains { if case .finalized = $0 { true } else { false } } == (problem == nil))
            #expect(core.view == 2)
        }
    }

    @Test("What a register gives back counts from the start, not from when the machine's clock began")
    func heldSinceTheStart() throws {
        var core = try self.zone.core(journal: Array(self.records.prefix(1)))
        let start: Int64 = 600_000_000_000
        _ = core.handle(.start, at: start, clock: .unsure)
        let time = core.proposalTime(on: ChainTip(self.block.header), at: start + 1_000_000_000, clock: .unsure)
        #expect(time == self.block.header.time.adding(milliseconds: 1000))
    }

    @Test("A register without the votes that the chain shows must not vote")
    func amnesia() throws {
        #expect(throws: ConsensusError.registerLostVotes(provenView: 1, registerView: 0)) {
            _ = try self.zone.core(tip: ChainTip(self.block.header))
        }
        let four = try Zone(count: 4)
        #expect(throws: ConsensusError.registerLostVotes(provenView: 9, registerView: 0)) {
            _ = try four.core(provenView: 9)
        }
        _ = try self.zone.core(tip: ChainTip(self.block.header), journal: self.records)
        _ = try self.zone.core(tip: ChainTip(self.block.header), journal: [.checkpoint(epoch: 0, view: 1)])
    }

    @Test("A chain that lost blocks is found out")
    func chainLostBlocks() throws {
        #expect(throws: ConsensusError.chainLostBlocks(closedView: 3, tipView: 0)) {
            _ = try self.zone.core(journal: [.checkpoint(epoch: 0, view: 3)])
        }
        let other = ChainTip(height: 5, view: 0, hash: .sha256([5]), time: self.zone.start)
        #expect(throws: ConsensusError.chainLostBlocks(closedView: 1, tipView: 0)) {
            _ = try self.zone.core(tip: other, journal: self.records)
        }
    }

    @Test("Contradictions and foreign signatures are found out")
    func contradictions() throws {
        let other = self.zone.vote(.notarize, view: 1, for: .sha256([9]))
        #expect(throws: ConsensusError.self) { _ = try self.zone.core(journal: self.records + [.vote(other)]) }
        let nullify = self.zone.vote(.nullify, view: 1, for: .zero)
        #expect(throws: ConsensusError.self) { _ = try self.zone.core(journal: self.records + [.vote(nullify)]) }
        let two = try Zone(count: 2)
        let foreign = two.vote(.nullify, view: 2, for: .zero, by: 1)
        #expect(throws: ConsensusError.foreignRegister(view: 2)) {
            _ = try self.zone.core(journal: self.records + [.vote(foreign)])
        }
        let fork = ChainTip(height: 1, view: 1, hash: .sha256([1]), time: self.zone.start)
        #expect(throws: ConsensusError.self) { _ = try self.zone.core(tip: fork, journal: self.records) }
    }

    @Test("A notarize vote without the block's body is found out")
    func missingBody() throws {
        for count in 2...self.records.count {
            #expect(throws: ConsensusError.self) {
                _ = try self.zone.core(journal: Array(self.records.prefix(count).dropFirst()))
            }
        }
    }

    @Test("A certificate whose block nobody has leads to waiting, not to a storm of views")
    func missingParent() throws {
        let certificate = try #require(
            Certificate(votes: [self.zone.vote(.notarize, view: 1, for: self.block.hash)]))
        var core = try self.zone.core(journal: [.certificate(certificate)])
        _ = core.handle(.start, at: 0, clock: .unsure)
        _ = core.handle(.workPending(true), at: 0, clock: .unsure)
        #expect(core.view <= 3)
    }

    @Test("A key that is not the validator's does not start")
    func wrongKey() throws {
        let two = try Zone(count: 2)
        let configuration = ConsensusConfiguration(
            validators: self.zone.validators, me: PrincipalID(0), key: two.keys[1], genesis: self.zone.genesis)
        #expect(throws: ConsensusError.self) {
            _ = try ConsensusCore(configuration: configuration, tip: self.zone.tip, journal: [])
        }
        #expect(throws: ConsensusError.notAValidator(PrincipalID(1), epoch: 0)) {
            _ = try ConsensusCore(
                configuration: ConsensusConfiguration(
                    validators: self.zone.validators, me: PrincipalID(1), key: two.keys[1], genesis: self.zone.genesis),
                tip: self.zone.tip, journal: [])
        }
    }

    @Test("Records and messages survive their encoding; other bytes are refused")
    func codec() throws {
        var random = SeededGenerator(seed: 7)
        for record in self.records + [.checkpoint(epoch: 3, view: .max)] {
            let bytes = record.encoded()
            #expect(try ConsensusRecord(decoding: bytes) == record)
            for _ in 0..<200 {
                var damaged = bytes
                damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
                if let other = try? ConsensusRecord(decoding: damaged) { #expect(other.encoded() == damaged) }
                #expect(throws: (any Error).self) {
                    _ = try ConsensusRecord(
                        decoding: Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))))
                }
            }
        }
        guard case .proposal(let proposal) = self.records[0], case .certificate(let certificate) = self.records[2],
            case .vote(let vote) = self.records[1]
        else { throw Unexpected() }
        for message in [.proposal(proposal, justification: [certificate]), .vote(vote), .certificate(certificate)]
            as [ConsensusMessage]
        {
            #expect(try ConsensusMessage(decoding: message.encoded()) == message)
        }
    }
}
