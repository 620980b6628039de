extension Cluster {
    /// A faulty validator does something on its own.
    func doMischief(_ index: Int) {
        self.queue.add(.mischief(node: index), at: self.now + self.chance.between(20_000_000, 500_000_000))
        guard self.nodes[index].process != nil else { return }
        let followers = self.nodes.indices.filter { self.nodes[$0].validator == nil }
        let sent = self.villains[index]?.acts(to: self.peers(of: index), and: followers) ?? []
        for (to, parcel) in sent { self.send(parcel, from: index, to: to, at: self.now) }
    }
}
