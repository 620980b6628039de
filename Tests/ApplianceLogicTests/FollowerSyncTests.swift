import Testing

@testable import Appliance

@Suite("Keeping up with peers") struct FollowerSyncTests {
    private static let second: Int64 = 1_000_000_000

    @Test("a new follower asks one peer after the other for its tip, one question at a time")
    func asksInTurn() {
        var sync = FollowerSync(peerCount: 2, now: 0)
        #expect(sync.tick(tip: 0, at: 0) == .askTip(peer: 0))
        #expect(sync.tick(tip: 0, at: 10 * Self.second) == nil)
        sync.failed(at: 10 * Self.second)
        #expect(sync.tick(tip: 0, at: 10 * Self.second) == .askTip(peer: 1))
    }

    @Test("an idle chain is asked about rarely, but a new connection at once")
    func quiet() {
        var sync = FollowerSync(peerCount: 1, now: 0)
        _ = sync.tick(tip: 5, at: 0)
        #expect(sync.gotTip(height: 5, tip: 5, at: Self.second) == nil)
        #expect(sync.tick(tip: 5, at: 70 * Self.second) == nil)
        #expect(sync.tick(tip: 5, at: 77 * Self.second) == .askTip(peer: 0))
        #expect(sync.gotTip(height: 5, tip: 5, at: 78 * Self.second) == nil)
        sync.connected()
        #expect(sync.tick(tip: 5, at: 79 * Self.second) == .askTip(peer: 0))
    }

    @Test("a peer that is ahead is asked for what comes after the tip, the next range while one is applied")
    func catchesUp() {
        var sync = FollowerSync(peerCount: 1, now: 0)
        _ = sync.tick(tip: 5, at: 0)
        #expect(sync.gotTip(height: 300, tip: 5, at: 1) == .askBlocks(peer: 0, from: 6))
        #expect(sync.gotRange(through: 261, at: 2) == .askBlocks(peer: 0, from: 262))
        #expect(sync.tick(tip: 261, at: 3) == nil)
        #expect(sync.gotRange(through: 300, at: 4) == nil)
        #expect(sync.tick(tip: 300, at: 5) == nil)
    }

    @Test("a height that two peers announce is asked for once")
    func announcements() {
        var sync = FollowerSync(peerCount: 2, now: 0)
        _ = sync.tick(tip: 6, at: 0)
        #expect(sync.gotTip(height: 6, tip: 6, at: 0) == nil)
        #expect(sync.sawTip(height: 7, peer: 1, tip: 6, at: 1) == .askBlocks(peer: 1, from: 7))
        #expect(sync.sawTip(height: 7, peer: 0, tip: 6, at: 2) == nil)
        #expect(sync.gotRange(through: 7, at: 3) == nil)
        #expect(sync.tick(tip: 7, at: 4) == nil)
    }

    @Test("blocks that cannot be stored are asked for more and more rarely, until some are stored")
    func cannotStore() {
        var sync = FollowerSync(peerCount: 1, now: 0)
        _ = sync.tick(tip: 5, at: 0)
        #expect(sync.gotTip(height: 9, tip: 5, at: 0) == .askBlocks(peer: 0, from: 6))
        var now: Int64 = 0
        var pauses: [Int64] = []
        for _ in 0..<8 {
            _ = sync.gotRange(through: 9, at: now)
            sync.couldNotStore(at: now)
            let since = now
            while sync.tick(tip: 5, at: now) != .askBlocks(peer: 0, from: 6) { now += Self.second / 10 }
            pauses.append((now - since) / Self.second)
            _ = sync.sawTip(height: 9, peer: 0, tip: 5, at: now)
        }
        #expect(pauses == [2, 4, 8, 16, 32, 64, 64, 64])
        _ = sync.gotRange(through: 9, at: now)
        sync.stored()
        #expect(sync.sawTip(height: 10, peer: 0, tip: 9, at: now) == .askBlocks(peer: 0, from: 10))
    }

    @Test("who votes waits a moment before it asks for what others have")
    func gathers() {
        var sync = FollowerSync(peerCount: 1, gathering: Self.second, now: 0)
        _ = sync.tick(tip: 6, at: 0)
        #expect(sync.gotTip(height: 6, tip: 6, at: 0) == nil)
        #expect(sync.sawTip(height: 7, peer: 0, tip: 6, at: 1) == nil)
        #expect(sync.tick(tip: 7, at: 2 * Self.second) == nil)
        #expect(sync.sawTip(height: 8, peer: 0, tip: 7, at: 3 * Self.second) == nil)
        #expect(sync.tick(tip: 7, at: 4 * Self.second) == .askBlocks(peer: 0, from: 8))
    }

    @Test("blocks announced while others come wait for one another; a range that was cut short goes on at once")
    func gathersAgain() {
        var sync = FollowerSync(peerCount: 1, gathering: 5 * Self.second, now: 0)
        _ = sync.tick(tip: 6, at: 0)
        #expect(sync.gotTip(height: 7, tip: 6, at: 0) == nil)
        #expect(sync.tick(tip: 6, at: 5 * Self.second) == .askBlocks(peer: 0, from: 7))
        #expect(sync.sawTip(height: 8, peer: 0, tip: 6, at: 6 * Self.second) == nil)
        #expect(sync.gotRange(through: 7, at: 7 * Self.second) == nil)
        #expect(sync.tick(tip: 7, at: 11 * Self.second) == nil)
        #expect(sync.sawTip(height: 10, peer: 0, tip: 7, at: 11 * Self.second) == nil)
        #expect(sync.tick(tip: 7, at: 12 * Self.second) == .askBlocks(peer: 0, from: 8))
        #expect(sync.gotRange(through: 9, at: 13 * Self.second) == .askBlocks(peer: 0, from: 10))
        #expect(sync.gotRange(through: 10, at: 14 * Self.second) == nil)
        #expect(sync.tick(tip: 10, at: 15 * Self.second) == nil)
    }

    @Test("a peer that claims more than it gives does not keep the others from being heard")
    func liar() {
        var sync = FollowerSync(peerCount: 2, now: 0)
        _ = sync.tick(tip: 0, at: 0)
        #expect(sync.gotTip(height: .max, tip: 0, at: 0) == .askBlocks(peer: 0, from: 1))
        sync.failed(at: 1)
        #expect(sync.sawTip(height: .max, peer: 0, tip: 0, at: 2) == nil)
        #expect(sync.sawTip(height: 3, peer: 1, tip: 0, at: 3) == .askBlocks(peer: 1, from: 1))
        #expect(sync.gotRange(through: 3, at: 4) == nil)
        // Each time it is left alone for longer.
        var now = Self.second
        for round in 0..<5 {
            #expect(sync.sawTip(height: .max, peer: 0, tip: 3, at: now) == .askBlocks(peer: 0, from: 4))
            sync.failed(at: now)
            #expect(sync.sawTip(height: .max, peer: 0, tip: 3, at: now + Self.second << Int64(round) - 1) == nil)
            now += Self.second << Int64(round)
        }
    }

    @Test("a question whose end nobody reported is given up")
    func lostAnswer() {
        var sync = FollowerSync(peerCount: 2, now: 0)
        #expect(sync.tick(tip: 0, at: 0) == .askTip(peer: 0))
        #expect(sync.tick(tip: 0, at: 20 * Self.second) == .askTip(peer: 1))
    }

    @Test("while a snapshot comes in their place, no blocks are asked for")
    func snapshot() {
        var sync = FollowerSync(peerCount: 1, now: 0)
        sync.asksForNoBlocks = true
        _ = sync.tick(tip: 0, at: 0)
        #expect(sync.gotTip(height: 9000, tip: 0, at: 1) == nil)
        #expect(sync.tick(tip: 0, at: 2) == nil)
        sync.asksForNoBlocks = false
        #expect(sync.tick(tip: 0, at: 3) == .askBlocks(peer: 0, from: 1))
    }

    @Test("without peers nothing is asked")
    func alone() {
        var sync = FollowerSync(peerCount: 0, now: 0)
        #expect(sync.tick(tip: 0, at: 100 * Self.second) == nil)
    }
}
