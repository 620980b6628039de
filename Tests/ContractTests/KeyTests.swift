import Contract
import Identity
import Ledger
import Metering
import Testing

@Suite("Keys of principals")
struct KeyTests {
    private static func rotation(_ zone: Zone, to seed: UInt8, of who: Who) throws -> TransactionBody {
        let key = try SigningKey(seed: Array(repeating: seed, count: 32))
        return .rotateKey(RotateKey(to: key, of: Zone.id(who), genesis: zone.genesisHash))
    }

    @Test("The new key is the principal's from its block on, and the old one is nobody's")
    func rotates() throws {
        var zone = try Zone()
        let old = zone.state.principals[Int(Who.box.rawValue)].key
        zone.submit(try Self.rotation(zone, to: 200, of: .box), by: .box)
        let events = try zone.block(after: 1)
        let new = try SigningKey(seed: Array(repeating: 200, count: 32)).publicKey
        #expect(events.contains { if case .keyRotated(Zone.id(.box), _) = $0 { true } else { false } })
        #expect(zone.state.principals[Int(Who.box.rawValue)].key == new)
        #expect(zone.state.principal(with: new) == Zone.id(.box))
        #expect(zone.state.principal(with: old) == nil)
        try zone.restart(seed: 1)
        #expect(zone.state.principal(with: new) == Zone.id(.box))
        let stale = Transaction(
            sender: Zone.id(.box), sequence: 2, expires: zone.state.time.adding(seconds: 60),
            body: try Self.rotation(zone, to: 201, of: .box)
        ).signed(by: Zone.keys[Int(Who.box.rawValue)], genesis: zone.genesisHash)
        #expect(throws: TransactionRefusal.badSignature(Zone.id(.box))) {
            try zone.state.admit(stale, at: zone.state.time)
        }
    }

    @Test("What was admitted under the old key is not relied on in a block after the rotation")
    func admittedBefore() throws {
        var zone = try Zone()
        zone.submit(try Self.rotation(zone, to: 200, of: .box), by: .box)
        let early = Transaction(
            sender: Zone.id(.box), sequence: 2, expires: zone.state.time.adding(seconds: 60),
            body: try Self.rotation(zone, to: 201, of: .box)
        ).signed(by: Zone.keys[Int(Who.box.rawValue)], genesis: zone.genesisHash)
        let admission = try zone.state.admit(early, at: zone.state.time)
        _ = try zone.block(after: 1)
        var state = zone.state
        #expect(throws: BlockRefusal.transaction(index: 0, .badSignature(Zone.id(.box)))) {
            let content = BlockContent(time: state.time.adding(seconds: 1), transactions: [early])
            _ = try state.apply(content, admitted: { _ in admission })
        }
    }

    @Test("A validator's key, a key without proof and a key that is taken are refused")
    func refusals() throws {
        var zone = try Zone()
        zone.submit(try Self.rotation(zone, to: 200, of: .validator), by: .validator)
        zone.submit(try Self.rotation(zone, to: 201, of: .otherBox), by: .box)
        let taken = RotateKey(
            to: Zone.keys[Int(Who.otherBox.rawValue)], of: Zone.id(.box), genesis: zone.genesisHash)
        zone.submit(.rotateKey(taken), by: .box)
        let failures = try zone.block(after: 1).failures
        #expect(failures.count == 3)
        for reason in [FailureReason.validatorKey, .badKeyProof, .keyTaken] { #expect(failures.contains(reason)) }
    }
}
