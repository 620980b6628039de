import Consensus
import Ledger
import TestSupport
import Testing

/// Whatever happens first, one chain; and once it is over, every validator goes on.
@Suite("Random faults, then calm")
struct RandomFaultTests {
    @Test("Faults of every kind, then a new block for everybody within 3 (f + 1) views", arguments: 0..<10)
    func seeds(_ seed: Int) throws {
        let count = [4, 4, 5, 7][seed % 4]
        var cluster = try FaultyCluster(count: count, seed: UInt64(seed))
        cluster.giveWork(seed % 3 != 0)
        for _ in 0..<8 {
            self.disturb(&cluster)
            cluster.run(for: Int64.random(in: 1...12, using: &cluster.random))
        }
        cluster.heal()
        for index in cluster.nodes.indices where cluster.nodes[index].core == nil { cluster.start(index) }
        cluster.giveWork()
        try self.expectNewBlocks(&cluster, "seed \(seed)")
    }

    private func disturb(_ cluster: inout FaultyCluster) {
        let count = cluster.nodes.count
        cluster.heal()
        cluster.lossPercent = [0, 0, 10, 30, 60].randomElement(using: &cluster.random) ?? 0
        cluster.duplicatePercent = [0, 20].randomElement(using: &cluster.random) ?? 0
        cluster.delay = 1_000_000...([5, 50, 800, 4000].randomElement(using: &cluster.random) ?? 5) * 1_000_000
        switch Int.random(in: 0..<4, using: &cluster.random) {
        case 0:
            let apart = (0..<count).filter { _ in Bool.random(using: &cluster.random) }
            cluster.isolate(Set(apart))
        case 1:
            let pairs = Set((0..<count * 2).map { _ in Int.random(in: 0..<count * count, using: &cluster.random) })
            cluster.isCut = { pairs.contains($0 * count + $1) }
        case 2:
            for _ in 0..<Int.random(in: 1...count, using: &cluster.random) {
                cluster.crash(Int.random(in: 0..<count, using: &cluster.random))
            }
        default: break
        }
        for index in 0..<count
        where cluster.nodes[index].core == nil && Int.random(in: 0..<3, using: &cluster.random) > 0 {
            cluster.start(index)
        }
    }
}

extension RandomFaultTests {
    /// Every validator that is up gets a new final block in a view not much later than the latest of now.
    func expectNewBlocks(_ cluster: inout FaultyCluster, _ what: String) throws {
        cluster.delay = 1_000_000...30_000_000
        let up = cluster.up
        let validators = try #require(cluster.nodes[up[0]].core).configuration.validators
        let heights = cluster.nodes.map(\.height)
        let highest = heights.max() ?? 0
        let view = up.map { cluster.view($0) }.max() ?? 0
        let isDone = cluster.run(for: 1200) { cluster in up.allSatisfy { cluster.height($0) > highest } }
        let place = "heights \(cluster.nodes.map(\.height)), views \(up.map { cluster.view($0) })"
        #expect(isDone, "\(what): no new block; \(place)")
        let new = up.compactMap { cluster.nodes[$0].chain.dropFirst(highest).first?.block.header.view }.max() ?? 0
        let bound = view + 3 * (UInt64(validators.faultTolerance) + 1)
        #expect(new <= bound, "\(what): from view \(view) to \(new), at most \(bound)")
    }
}
