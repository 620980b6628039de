internal import Metering

/// What goes wrong until the faults end.
extension Cluster {
    func fate() {
        guard !self.isHealed else { return }
        self.queue.add(.fate, at: self.now + self.chance.between(self.plan.faultInterval / 4, self.plan.faultInterval))
        let node = self.chance.below(self.nodes.count)
        switch self.chance.below(12) {
        case 0, 1, 2: self.nodes[node].fuse = self.chance.below(24)
        case 3: self.crash(node)
        case 4: self.split(self.chance.some(1 + self.chance.below(self.nodes.count - 1), below: self.nodes.count))
        case 5: self.split([node])
        case 6, 7:
            self.tell("all cuts are mended")
            self.network.mendCuts()
        case 8: self.cutOneWay(node)
        case 9: self.slowDown(node)
        case 10: self.stepClock(node)
        default: self.fill(node)
        }
    }

    private func split(_ group: [Int]) {
        self.tell("split: \(group.map { self.nodes[$0].name }.joined(separator: " "))")
        self.network.split(group)
    }

    /// One node is heard and hears nothing, or the other way round, or only one link is cut in one direction.
    private func cutOneWay(_ node: Int) {
        let (kind, other) = (self.chance.below(3), self.chance.below(self.nodes.count))
        self.tell("one-way cut \(kind) at \(self.nodes[node].name)")
        for peer in self.nodes.indices where kind < 2 || peer == other {
            self.network.setCut(true, from: kind == 0 ? node : peer, to: kind == 0 ? peer : node)
        }
    }

    private func slowDown(_ node: Int) {
        self.tell("slow links at \(self.nodes[node].name)")
        let bytes = self.chance.pick([1000, 5000, 50_000]) ?? 5000
        for peer in self.nodes.indices where self.chance.below(2) == 0 {
            self.network[node, peer].bytesPerSecond = Int64(bytes)
            self.network[node, peer].latency = self.chance.between(1, 1500) * 1_000_000
        }
    }

    /// A clock that jumps; only few may be far wrong and trusted all the same.
    private func stepClock(_ node: Int) {
        let isLost = self.nodes[node].validator.map { self.plan.lostClocks.contains($0) } ?? true
        let most = isLost ? 7_200_000 : SimulatedNode.mostSkewMilliseconds
        let step = self.chance.between(-most, most)
        if isLost { self.nodes[node].hasDoubtfulClock = true }
        self.nodes[node].clock.aheadMilliseconds = step
        self.tell("the clock of \(self.nodes[node].name) is \(step) ms ahead")
    }

    /// After a blackout a clock without a battery is wrong, and the node knows it.
    func loseClock(_ node: Int) {
        guard self.chance.isTrue(permille: 150) else { return }
        self.nodes[node].clock.isTrusted = self.chance.below(2) == 0
        if !self.nodes[node].clock.isTrusted { self.nodes[node].hasDoubtfulClock = true }
        self.nodes[node].clock.monotonicStart = self.chance.between(0, 1 << 40)
    }

    private func fill(_ node: Int) {
        let isFull = self.chance.below(2) == 0
        self.nodes[node].disk.free = isFull ? self.chance.below(4000) : nil
        self.tell("the disk of \(self.nodes[node].name) \(isFull ? "is almost full" : "has room")")
    }
}
