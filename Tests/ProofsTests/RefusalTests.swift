import CanonicalCBOR
import Contract
import Identity
import Ledger
import Metering
import Testing

@testable import Proofs

@Suite("What proves nothing") struct RefusalTests {
    private func error(_ bundle: ProofBundle, _ zone: ProofZone) -> ProofError? {
        do throws(ProofError) {
            _ = try ProofBundle.verify(bundle.encoded(), genesis: zone.genesis)
            return nil
        } catch {
            return error
        }
    }

    private func bundle(_ name: String, of zone: ProofZone) throws -> ProofBundle {
        try #require(try zone.bundles().first { $0.name == name }).bundle
    }

    private static let names = ["first bill", "middle bill", "last bill", "reading", "payment", "switching"]

    @Test("A bundle of which a bit was changed, at every byte of small ones", arguments: Self.names)
    func changedBits(_ name: String) throws {
        let isSmall = ["reading", "payment"].contains(name)
        let zone = try Worlds.zone(isSmall ? 0 : 2)
        let bytes = try self.bundle(name, of: zone).encoded()
        let step = isSmall ? 1 : bytes.count / 600
        for index in stride(from: 0, to: bytes.count, by: step) {
            var changed = bytes
            changed[index] ^= 1 << UInt8(index / step % 8)
            #expect(Judgement(changed, zone) == .refused, "byte \(index)")
        }
    }

    @Test("A bundle that was cut or has bytes after it", arguments: Self.names)
    func cut(_ name: String) throws {
        let zone = try Worlds.zone(0)
        let bytes = try self.bundle(name, of: zone).encoded()
        for length in stride(from: 0, to: bytes.count, by: 37) {
            do throws(ProofError) {
                _ = try ProofBundle.verify(Array(bytes.prefix(length)), genesis: zone.genesis)
                Issue.record("\(length) bytes prove something")
            } catch {
                #expect(error.isDamage, "\(error)")
            }
        }
        for tail in [[0], [0xF6], bytes] as [[UInt8]] { #expect(Judgement(bytes + tail, zone) == .refused) }
    }

    @Test("Another zone's genesis, and this zone's in another's bundle")
    func foreignGenesis() throws {
        let (zone, other) = (try Worlds.zone(0), try ProofZone(validators: 1, zone: "other"))
        let bundle = try self.bundle("last bill", of: zone)
        #expect(
            self.error(bundle, other)
                == .foreignGenesis(expected: other.genesis.hash, found: zone.genesis.hash))
        // Its own name changes nothing of what was signed.
        let renamed = bundle.with(genesis: other.genesis.hash)
        guard case .notFinal = self.error(renamed, other) else {
            Issue.record("\(String(describing: self.error(renamed, other)))")
            return
        }
    }

    @Test("A certificate below the quorum, of another kind, epoch or block, or signed for something else")
    func certificates() throws {
        let zone = try Worlds.zone(1)
        let bundle = try self.bundle("last bill", of: zone)
        let (header, set) = (bundle.blocks[0].header, zone.state.validators)
        func error(_ certificate: Certificate?) throws -> ProofError? {
            let final = FinalHeader(header: header, link: [], certificate: try #require(certificate))
            return self.error(bundle.with(blocks: [final]), zone)
        }
        let height = header.height
        #expect(
            try error(zone.certificate(for: header, set, signers: 2))
                == .notFinal(height: height, .tooFewSigners(needed: 3, found: 2)))
        #expect(
            try error(zone.certificate(for: header, set, signers: 3, kind: .notarize))
                == .notFinal(height: height, .wrongKind(.notarize)))
        #expect(
            try error(zone.certificate(for: header, set, signers: 3, epoch: 2))
                == .notFinal(height: height, .wrongEpoch(expected: 1, found: 2)))
        var later = header
        later.time = later.time.adding(milliseconds: 1)
        #expect(
            try error(zone.certificate(for: later, set, signers: 3))
                == .notFinal(height: height, .wrongBlock(expected: header.hash, found: later.hash)))
        // Votes to notarize, passed off as votes to finalize.
        let notarized = try #require(zone.certificate(for: header, set, signers: 3, kind: .notarize))
        #expect(try error(notarized.as(.finalize)) == .notFinal(height: height, .badSignature(PrincipalID(0))))
        // One signature for three.
        let own = try #require(zone.certificate(for: header, set, signers: 3))
        #expect(try error(own.repeating(0)) == .notFinal(height: height, .unsortedSigners))
    }

    @Test("A history of validators that is short, foreign, or longer than needed")
    func histories() throws {
        let zone = try Worlds.zone(2)
        let bundle = try self.bundle("last bill", of: zone)
        #expect(bundle.history.count == 2 && bundle.blocks[0].header.epoch == 3)
        #expect(self.error(bundle.with(history: []), zone) == .epochs(shown: 1, needed: 3))
        guard case .validators(.notFinal(epoch: 1, _)) = self.error(bundle.with(history: [bundle.history[1]]), zone)
        else { Issue.record("the second epoch's end taken for the first's"); return }
        // Nobody joins; who is no member leaves; a member joins.
        let (last, right) = (bundle.history[0].last, bundle.history[0])
        for forged in [
            EpochHandover(last: last, leaves: right.leaves, joins: []),
            EpochHandover(last: last, leaves: right.leaves + [PrincipalID(7)], joins: right.joins),
            EpochHandover(last: last, leaves: [], joins: zone.genesis.validators.suffix(1) + right.joins),
        ] {
            #expect(
                self.error(bundle.with(history: [forged, bundle.history[1]]), zone)
                    == .validators(.otherValidators(epoch: 1)))
        }
        // Who left votes no more.
        let first = try #require(zone.state.validators(ofEpoch: 1))
        let header = bundle.blocks[0].header
        let old = FinalHeader(
            header: header, link: [], certificate: try #require(zone.certificate(for: header, first, signers: 3)))
        #expect(
            self.error(bundle.with(blocks: [old]), zone)
                == .notFinal(height: header.height, .notAMember(PrincipalID(1))))
        let early = try #require(try zone.material(at: 20).bundle(of: .bill(0)))
        #expect(early.history.count == 1 || early.history.isEmpty)
        #expect(self.error(early, zone) == nil)
        let shown = UInt64(early.history.count + 2)
        #expect(
            self.error(early.with(history: Array(bundle.history.prefix(early.history.count + 1))), zone)
                == .epochs(shown: shown, needed: shown - 1))
    }

    @Test("An entry at another place or with a sibling's path")
    func entries() throws {
        let zone = try Worlds.zone(0)
        let bundle = try self.bundle("last bill", of: zone)
        let entries = bundle.state.entries
        let key = entries[0].entry.key
        func error(_ first: StateProof.Entry) -> ProofError? {
            self.error(
                bundle.with(state: StateProof(parts: bundle.state.parts, entries: [first] + entries.dropFirst())), zone)
        }
        let other = try #require(zone.state.proof(of: [StateKey(.bill, 2)])?.entries.first)
        #expect(error(StateProof.Entry(entry: entries[0].entry, path: other.path)) == .notInState(.entry(key)))
        #expect(
            error(
                StateProof.Entry(
                    entry: StateEntry(key: StateKey(.bill, 2), bytes: entries[0].entry.bytes), path: other.path))
                == .notInState(.entry(StateKey(.bill, 2))))
        #expect(
            error(StateProof.Entry(entry: entries[0].entry, path: entries[0].path + [.zero]))
                == .notInState(.entry(key)))
        // A state of an earlier block.
        let early = try #require(zone.states[30].proof(of: [key]))
        guard case .notInState(.parts) = self.error(bundle.with(state: early), zone) else {
            Issue.record("another block's state")
            return
        }
    }

    @Test("A transaction of another block, with a sibling's path, or signed by somebody else")
    func transactions() throws {
        let zone = try Worlds.zone(0)
        let bundle = try self.bundle("payment", of: zone)
        let placed = try #require(bundle.transactions.first)
        let moved = ProofBundle.PlacedTransaction(block: 0, proof: placed.proof)
        let height = bundle.blocks[0].header.height
        #expect(
            self.error(bundle.with(transactions: [moved], blocks: [bundle.blocks[0]]), zone)
                == .notInBlock(.path(.payment, height: height)))
        let stranger = try #require(
            TransactionProof(
                0, in: zone.blocks[Int(bundle.blocks[1].header.height) - 1].block, key: zone.key(.box).publicKey))
        #expect(
            self.error(bundle.with(transactions: [.init(block: 1, proof: stranger)]), zone)
                == .notInBlock(.signature(ProofZone.id(.collector))))
        // The registry's transactions stand in one block: a path of one proves no other.
        let registry = zone.blocks[0]
        let key = zone.key(.registrar).publicKey
        let proofs = try (0..<4).map { try #require(TransactionProof($0, in: registry.block, key: key)) }
        for (index, proof) in proofs.enumerated() {
            try proof.verify(in: registry.block.header, genesis: zone.genesis.hash)
            for other in proofs.indices where other != index {
                #expect(throws: TransactionProofError.path(.energy, height: 1)) {
                    try proofs[other].with(path: proof.path).verify(
                        in: registry.block.header, genesis: zone.genesis.hash)
                }
            }
        }
    }

    @Test("What is on the chain and makes no such proof")
    func contents() throws {
        let zone = try Worlds.zone(0)
        let material = try zone.material()
        let bill = try self.bundle("last bill", of: zone)
        func missing(_ bundle: ProofBundle) -> Bool {
            if case .missing = self.error(bundle, zone) { true } else { false }
        }
        for index in bill.state.entries.indices {
            var entries = bill.state.entries
            let kind = entries.remove(at: index).entry.key.kind
            let shown = bill.with(state: StateProof(parts: bill.state.parts, entries: entries))
            // Without the bill before and without payments it proves less, and says so.
            #expect((self.error(shown, zone) == nil) == (index == 1 || kind == .payment), "\(kind)")
        }
        #expect(missing(try #require(material.bundle(of: .reading(register: 1, end: ProofZone.start)))))
        #expect(missing(try #require(material.bundle(of: .payment(0)))))
        // Another kind's bundle.
        guard case .contradiction = self.error(bill.with(kind: .switching), zone) else {
            Issue.record("a bill proves a switching")
            return
        }
        // The middle bill closes where the register no longer stands: it needs the next one.
        let middle = try self.bundle("middle bill", of: zone)
        let alone = middle.state.entries.filter { $0.entry.key != StateKey(.bill, 3) }
        guard
            case .contradiction = self.error(
                middle.with(state: StateProof(parts: middle.state.parts, entries: alone)), zone)
        else {
            Issue.record("a register's end without the next bill")
            return
        }
    }
}
