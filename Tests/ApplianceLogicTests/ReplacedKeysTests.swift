import Identity
import Testing

@testable import Appliance

@Suite("Keys that were replaced a moment ago") struct ReplacedKeysTests {
    private static let second: Int64 = 1_000_000_000

    private static func key(
        _ number: UInt8, revocations: Int = 0, isRevoked: Bool = false
    ) throws -> ReplacedKeys.Holder {
        ReplacedKeys.Holder(
            key: try SigningKey(seed: [UInt8](repeating: number, count: 32)).publicKey, revocations: revocations,
            isRevoked: isRevoked)
    }

    @Test("the old key of a rotation is named for a minute, and no other")
    func grace() throws {
        var replaced = ReplacedKeys(scale: 1)
        let (one, two, new, joined) = (try Self.key(1), try Self.key(2), try Self.key(3), try Self.key(4))
        #expect(replaced.nextEnd == nil)
        replaced.changed(from: [one, two], to: [one, new, joined], at: Self.second)
        #expect(replaced.current(at: Self.second) == [try two.key.curvePublicKey()])
        #expect(replaced.nextEnd == 61 * Self.second)
        #expect(replaced.current(at: 61 * Self.second - 1).count == 1)
        #expect(replaced.current(at: 61 * Self.second).isEmpty)
        #expect(replaced.nextEnd == nil)
    }

    @Test("whoever rotates again and again has one old key at a time")
    func bounded() throws {
        var replaced = ReplacedKeys(scale: 1)
        for number in 1..<50 as Range<UInt8> {
            replaced.changed(from: [try Self.key(number)], to: [try Self.key(number + 1)], at: Int64(number))
        }
        #expect(replaced.current(at: 50) == [try Self.key(49).key.curvePublicKey()])
    }

    @Test("a revoked key has no moment, whether it was replaced at once, later, or had just replaced another")
    func revoked() throws {
        var replaced = ReplacedKeys(scale: 1)
        replaced.changed(from: [try Self.key(1)], to: [try Self.key(2, revocations: 1)], at: 0)
        #expect(replaced.current(at: 1).isEmpty)
        replaced.changed(
            from: [try Self.key(1)], to: [try Self.key(1, revocations: 1, isRevoked: true)], at: 0)
        replaced.changed(
            from: [try Self.key(1, revocations: 1, isRevoked: true)], to: [try Self.key(2, revocations: 1)], at: 0)
        #expect(replaced.current(at: 1).isEmpty)
        replaced.changed(from: [try Self.key(1)], to: [try Self.key(2)], at: 0)
        replaced.changed(from: [try Self.key(2)], to: [try Self.key(3, revocations: 1)], at: 0)
        #expect(replaced.current(at: 1).isEmpty)
        // Its neighbours are not touched.
        replaced.changed(
            from: [try Self.key(1), try Self.key(5)],
            to: [try Self.key(1, revocations: 1, isRevoked: true), try Self.key(6)], at: 0)
        #expect(replaced.current(at: 1) == [try Self.key(5).key.curvePublicKey()])
    }

    @Test("simulated time shortens the grace to ten real seconds, and blocks that come late begin none")
    func time() throws {
        var replaced = ReplacedKeys(scale: 450)
        replaced.changed(from: [try Self.key(1)], to: [try Self.key(2)], at: 0)
        #expect(replaced.nextEnd == 10 * Self.second)
        #expect(replaced.isFresh(blockSecondsAgo: 4500))
        #expect(!replaced.isFresh(blockSecondsAgo: 4501))
        #expect(!ReplacedKeys(scale: 1).isFresh(blockSecondsAgo: 61))
    }
}
