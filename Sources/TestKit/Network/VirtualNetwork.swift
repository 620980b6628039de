/// Links in each direction between nodes, with what goes wrong on them.
struct VirtualNetwork: Sendable {
    private let count: Int
    private var links: [LinkQuality]
    private var cut: [Bool]
    /// When a slow link has sent what waits on it.
    private var busyUntil: [Int64]

    /// A slow link keeps this much waiting, in time; what would wait longer is dropped.
    private static let longestQueue: Int64 = 5_000_000_000

    init(count: Int) {
        self.count = count
        self.links = Array(repeating: .good, count: count * count)
        self.cut = Array(repeating: false, count: count * count)
        self.busyUntil = Array(repeating: 0, count: count * count)
    }

    private func index(_ from: Int, _ to: Int) -> Int { from * self.count + to }

    subscript(from: Int, to: Int) -> LinkQuality {
        get { self.links[self.index(from, to)] }
        set { self.links[self.index(from, to)] = newValue }
    }

    mutating func setCut(_ isCut: Bool, from: Int, to: Int) { self.cut[self.index(from, to)] = isCut }

    func isCut(from: Int, to: Int) -> Bool { self.cut[self.index(from, to)] }

    /// Nothing crosses between the two groups, either way.
    mutating func split(_ group: [Int]) {
        for from in 0..<self.count {
            for to in 0..<self.count where group.contains(from) != group.contains(to) {
                self.setCut(true, from: from, to: to)
            }
        }
    }

    mutating func mendCuts() { self.cut = Array(repeating: false, count: self.cut.count) }

    /// Every link as good as it can be.
    mutating func heal() {
        self.mendCuts()
        for index in self.links.indices {
            let latency = min(self.links[index].latency, 20_000_000)
            self.links[index] = LinkQuality(latency: latency, jitter: latency / 4)
            self.busyUntil[index] = 0
        }
    }

    /// When copies of a parcel that is sent now arrive; none where it is lost.
    mutating func arrivals(
        from: Int, to: Int, bytes: Int, at now: Int64, _ chance: inout Chance
    ) -> [Int64] {
        let index = self.index(from, to)
        let link = self.links[index]
        guard !self.cut[index] else { return [] }
        if link.lossPermille > 0, chance.isTrue(permille: link.lossPermille) { return [] }
        var sent = now
        if link.bytesPerSecond > 0 {
            let start = max(now, self.busyUntil[index])
            guard start - now < Self.longestQueue else { return [] }
            sent = start + Int64(bytes) * 1_000_000_000 / link.bytesPerSecond
            self.busyUntil[index] = sent
        }
        var arrivals = [self.arrival(sent, link, &chance)]
        if link.duplicationPermille > 0, chance.isTrue(permille: link.duplicationPermille) {
            arrivals.append(self.arrival(sent, link, &chance))
        }
        return arrivals
    }

    private func arrival(_ sent: Int64, _ link: LinkQuality, _ chance: inout Chance) -> Int64 {
        var time = sent + link.latency
        if link.jitter > 0 { time += chance.between(0, link.jitter) }
        if link.spikePermille > 0, chance.isTrue(permille: link.spikePermille) { time += chance.between(0, link.spike) }
        return time
    }
}
