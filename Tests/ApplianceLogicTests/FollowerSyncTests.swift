import Testing

@testable import Appliance

@Suite("Keeping up with peers") struct FollowerSyncTests {
    private static let second: Int64 = 1_000_000_000

    @Test("a quiet follower asks one peer after the other for its tip, one question at a time")
    func asksInTurn() {
        var sync = FollowerSync(peerCount: 2, now: 0)
        #expect(sync.tick(tip: 0, at: 0) == .askTip(peer: 0))
        #expect(sync.tick(tip: 0, at: 10 * Self.second) == nil)
        sync.failed()
        #expect(sync.tick(tip: 0, at: 20 * Self.second) == .askTip(peer: 1))
    }

    @Test("a peer that is ahead is asked for what comes after the tip, until nothing is missing")
    func catchesUp() {
        var sync = FollowerSync(peerCount: 1, now: 0)
        _ = sync.tick(tip: 5, at: 0)
        #expect(sync.gotTip(height: 300, tip: 5) == .askBlocks(peer: 0, from: 6))
        #expect(sync.gotBlocks(applied: 256, tip: 261) == .askBlocks(peer: 0, from: 262))
        #expect(sync.gotBlocks(applied: 39, tip: 300) == nil)
    }

    @Test("a block beyond the next one asks for the gap; the next one does not")
    func gap() {
        var sync = FollowerSync(peerCount: 1, now: 0)
        #expect(sync.sawBlock(height: 6, tip: 6, at: 0) == nil)
        #expect(sync.sawBlock(height: 9, tip: 6, at: 0) == .askBlocks(peer: 0, from: 7))
        #expect(sync.sawBlock(height: 10, tip: 6, at: 0) == nil)
    }

    @Test("a peer that claims more than it gives is not asked without end")
    func liar() {
        var sync = FollowerSync(peerCount: 1, now: 0)
        _ = sync.tick(tip: 0, at: 0)
        #expect(sync.gotTip(height: .max, tip: 0) == .askBlocks(peer: 0, from: 1))
        #expect(sync.gotBlocks(applied: 0, tip: 0) == nil)
    }

    @Test("without peers nothing is asked")
    func alone() {
        var sync = FollowerSync(peerCount: 0, now: 0)
        #expect(sync.tick(tip: 0, at: 100 * Self.second) == nil)
        #expect(sync.sawBlock(height: 9, tip: 0, at: 0) == nil)
    }
}
