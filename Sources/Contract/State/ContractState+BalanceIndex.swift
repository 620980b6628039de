internal import Ledger
internal import Metering

/// Which registers make up the balance of which node.
///
/// A node with a delivering meter is balanced: what is delivered into it against what is metered below, down to the next
/// delivering meters. Exported energy counts the other way. Only electricity is balanced.
extension ContractState {
    mutating func indexBalances() {
        self.index.reporters = PagedArray(repeatElement(0, count: self.nodeTable.count))
        self.index.hasDelivery = PagedArray(repeatElement(false, count: self.nodeTable.count))
        self.index.shares = PagedArray(repeatElement([], count: self.registerTable.count))
        for meter in self.meters where meter.purpose == .delivers && meter.service == .electricity {
            if Int(meter.node.number) < self.nodeTable.count {
                self.index.hasDelivery[Int(meter.node.number)] = true
            }
        }
        for meter in self.meters { self.indexShares(of: meter) }
    }

    mutating func indexBalances(afterAdding number: UInt32) {
        guard let meter = self.meterTable[number] else { return }
        // A delivering meter draws a new border through the tree.
        guard meter.purpose != .delivers else { return self.indexBalances() }
        while self.index.shares.count < self.registerTable.count { self.index.shares.append([]) }
        self.indexShares(of: meter)
    }

    private mutating func indexShares(of meter: MeterRecord) {
        guard meter.service == .electricity else { return }
        let balanced = self.path(from: meter.node.number).filter { self.index.hasDelivery[Int($0)] }
        let registers = self.registerNumbers(of: meter)
        let exports = registers.contains { self.registerTable[$0]?.channel == .activeEnergyExport }
        for register in registers {
            let isImport: Bool
            switch self.registerTable[register]?.channel {
            case .some(.activeEnergyImport): isImport = true
            case .some(.activeEnergyExport): isImport = false
            default: continue
            }
            let shares = Self.shares(meter.purpose, isImport: isImport, exports: exports, balanced)
            self.index.shares[Int(register)] = shares
            for share in shares { self.index.reporters[Int(share.node)] += 1 }
        }
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
