internal import Consensus

/// What a seed stands for: who takes part, who is faulty and how, and how bad everything else gets.
struct Plan: Sendable {
    let seed: UInt64
    let validators: Int
    let followers: Int
    /// By validator; no more than a third of them, less one.
    var mischief: [Mischief]
    var diskTrouble: [DiskTrouble?]
    /// Validators with a clock that is far wrong.
    var lostClocks: [Int] = []
    let timing: ConsensusTiming
    let link: LinkQuality
    /// In thousandths: parcels that pass a relay which drops or rewrites.
    let relayPermille: Int
    /// When the faults end, in virtual nanoseconds.
    let healsAt: Int64
    /// Between two acts of fate.
    let faultInterval: Int64
    /// Nanoseconds that a sync takes, at most.
    let syncTime: Int64
    let rotationBytes: Int
    /// Validators come and go by epoch.
    let changesValidators: Bool

    private static let second: Int64 = 1_000_000_000

    /// Views within which every honest node finalizes a new block once the faults end: 3(f + 1), and as many as it takes
    /// a short time-out to grow beyond what a view needs on this hardware.
    var viewBound: UInt64 {
        let need = 8 * (25_000_000 + self.syncTime)
        var growth = 0
        while self.timing.viewTimeout(afterViews: growth) < need, growth < 16 { growth += 1 }
        return UInt64(3 * (self.faultTolerance + 1) + growth)
    }

    var faultTolerance: Int { (self.validators - 1) / 3 }

    init(seed: UInt64, validators: Int) {
        var chance = Chance(seed: seed)
        self.seed = seed
        self.validators = validators
        self.followers = chance.below(3)
        self.mischief = Array(repeating: [], count: validators)
        self.diskTrouble = Array(repeating: nil, count: validators)
        self.timing = Self.timing(&chance)
        self.link = Self.link(&chance)
        self.relayPermille = chance.isTrue(permille: 200) ? Int(chance.between(10, 200)) : 0
        self.healsAt = chance.between(8, 30) * Self.second
        self.faultInterval = chance.isTrue(permille: 100) ? .max : chance.between(200, 4000) * 1_000_000
        self.syncTime = chance.pick([10_000, 1_000_000, 20_000_000, 100_000_000]) ?? 0
        self.rotationBytes = chance.pick([2048, 16_384, 8 << 20]) ?? 0
        self.changesValidators = chance.isTrue(permille: 400)
        self.chooseFaulty(&chance)
        self.lostClocks = chance.some(chance.below(self.faultTolerance + 1), below: validators)
    }

    private static func timing(_ chance: inout Chance) -> ConsensusTiming {
        let timeout = chance.pick([50, 200, 500, 1500, 1500]) ?? 1500
        let longest = chance.pick([3000, 10_000, 60_000]) ?? 60_000
        return ConsensusTiming(
            viewTimeoutNanoseconds: Int64(timeout) * 1_000_000,
            maximumViewTimeoutNanoseconds: Int64(longest) * 1_000_000,
            batchNanoseconds: chance.pick([0, 0, 50_000_000, 1_000_000_000]) ?? 0,
            heartbeatMilliseconds: chance.pick([3000, 10_000, 60_000]) ?? 60_000)
    }

    private static func link(_ chance: inout Chance) -> LinkQuality {
        var link = LinkQuality()
        link.latency = chance.pick([200_000, 2_000_000, 20_000_000, 80_000_000]) ?? 0
        link.jitter = chance.pick([0, link.latency, 10 * link.latency]) ?? 0
        if chance.isTrue(permille: 600) { link.lossPermille = Int(chance.between(1, 300)) }
        if chance.isTrue(permille: 400) { link.duplicationPermille = Int(chance.between(1, 300)) }
        if chance.isTrue(permille: 300) {
            link.spikePermille = Int(chance.between(1, 50))
            link.spike = chance.between(100, 5000) * 1_000_000
        }
        return link
    }

    private mutating func chooseFaulty(_ chance: inout Chance) {
        let count = chance.below(4) == 0 ? 0 : chance.below(self.faultTolerance + 1) + (chance.below(2))
        for validator in chance.some(min(count, self.faultTolerance), below: self.validators) {
            if chance.isTrue(permille: 250) {
                self.diskTrouble[validator] = chance.below(2) == 0 ? .lies : .rots
            } else {
                for _ in 0...chance.below(3) {
                    self.mischief[validator].insert(chance.pick(Mischief.each) ?? .twin)
                }
            }
        }
    }

    func isFaulty(_ validator: Int) -> Bool {
        !self.mischief[validator].isEmpty || self.diskTrouble[validator] != nil
    }
}
