internal import Ledger
internal import Metering

/// Which registers make up the balance of which node.
///
/// A node with a delivering meter is balanced: what is delivered into it against what is metered below, down to the next
/// delivering meters of the same register. Exported energy counts the other way. Water for houses and for fields is one water.
extension ContractState {
    mutating func indexBalances() {
        self.index.reporters = PagedArray(repeatElement(0, count: self.nodeTable.count))
        self.index.balanced = PagedArray(repeatElement(nil, count: self.nodeTable.count))
        self.index.shares = PagedArray(repeatElement([], count: self.registerTable.count))
        for meter in self.meters where meter.purpose == .delivers {
            let place = Int(meter.node.number)
            guard place < self.nodeTable.count, self.index.balanced[place] == nil else { continue }
            self.index.balanced[place] = meter.service.billedChannel
        }
        self.index.moves = []
        for (number, meter) in self.meters.enumerated() {
            self.indexShares(of: meter)
            self.indexMoves(of: UInt32(number), meter)
        }
    }

    mutating func indexBalances(afterAdding number: UInt32) {
        guard let meter = self.meterTable[number] else { return }
        // A delivering meter draws a new border through the tree.
        guard meter.purpose != .delivers else { return self.indexBalances() }
        while self.index.shares.count < self.registerTable.count { self.index.shares.append([]) }
        self.indexShares(of: meter)
    }

    private mutating func indexShares(of meter: MeterRecord) {
        for (register, shares) in self.shares(of: meter, at: meter.node) {
            self.index.shares[Int(register)] = shares
            guard meter.retiredAt == nil else { continue }
            for share in shares { self.index.reporters[Int(share.node)] += 1 }
        }
    }

    /// Where the registers of a meter go when it stands at a node.
    private func shares(of meter: MeterRecord, at node: NodeID) -> [(register: UInt32, shares: [BalanceShare])] {
        let own = meter.service.billedChannel
        let balanced = self.path(from: node.number).filter { self.index.balanced[Int($0)] == own }
        let registers = self.registerNumbers(of: meter)
        let exports = registers.contains { self.registerTable[$0]?.channel == .activeEnergyExport }
        return registers.compactMap { register in
            let isImport: Bool
            switch self.registerTable[register]?.channel {
            case .some(own): isImport = true
            case .some(.activeEnergyExport) where own == .activeEnergyImport: isImport = false
            default: return nil
            }
            return (register, Self.shares(meter.purpose, isImport: isImport, exports: exports, balanced))
        }
    }

    // MARK: Meters that moved

    private mutating func indexMoves(of number: UInt32, _ meter: MeterRecord) {
        guard meter.retiredAt != nil || meter.placements.contains(where: { $0.node != meter.node }) else { return }
        self.index.moves.append(number)
    }

    /// Takes up what a dated fact changed in a meter's place.
    mutating func indexMove(of number: UInt32, from old: MeterRecord) {
        guard let meter = self.meterTable[number] else { return }
        if old.retiredAt == nil {
            for (_, shares) in self.shares(of: old, at: old.node) {
                for share in shares { self.index.reporters[Int(share.node)] -= 1 }
            }
        }
        self.indexShares(of: meter)
        if !self.index.moves.contains(number) {
            let place = self.index.moves.firstIndex { $0 > number } ?? self.index.moves.count
            self.index.moves.insert(number, at: place)
        }
    }

    /// Where a register went in an interval.
    func shares(of register: UInt32, inIntervalEnding end: UTCTime) -> [BalanceShare] {
        guard !self.index.moves.isEmpty, let number = self.registerTable[register]?.meter.number,
            let meter = self.meterTable[number],
            meter.placements.count > 1, let placement = meter.placement(ofIntervalEnding: end),
            placement.node != meter.node
        else { return self.index.shares[Int(register)] }
        return self.shares(of: meter, at: placement.node).first { $0.register == register }?.shares ?? []
    }

    /// How many registers report to a node's balance of an interval.
    func reporters(of node: UInt32, inIntervalEnding end: UTCTime) -> UInt32 {
        var count = Int64(self.index.reporters[Int(node)])
        for number in self.index.moves {
            guard let meter = self.meterTable[number], let placement = meter.placement(ofIntervalEnding: end) else {
                continue
            }
            let wasRetired = meter.retiredAt.map { $0 < end } ?? false
            guard placement.node != meter.node || (meter.retiredAt != nil && !wasRetired) else { continue }
            if meter.retiredAt == nil { count -= self.count(of: meter, at: meter.node, in: node) }
            if !wasRetired { count += self.count(of: meter, at: placement.node, in: node) }
        }
        return UInt32(clamping: count)
    }

    private func count(of meter: MeterRecord, at place: NodeID, in node: UInt32) -> Int64 {
        self.shares(of: meter, at: place).reduce(0) { $0 + Int64($1.shares.count { $0.node == node }) }
    }

    private static func shares(
        _ purpose: MeterPurpose, isImport: Bool, exports: Bool, _ balanced: [UInt32]
    ) -> [BalanceShare] {
        guard let own = balanced.first else { return [] }
        switch purpose {
        case .delivers:
            let above = balanced.dropFirst().first
            return [BalanceShare(node: own, isDelivered: isImport)]
                + (above.map { [BalanceShare(node: $0, isDelivered: !isImport)] } ?? [])
        case .consumes: return [BalanceShare(node: own, isDelivered: !isImport)]
        // A generator's meter without an export register counts what it feeds in as its import.
        case .generates: return [BalanceShare(node: own, isDelivered: isImport != exports)]
        }
    }
}
