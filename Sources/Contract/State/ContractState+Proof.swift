public import Ledger

extension ContractState {
    /// Entries with what proves that they are in this state; nil where there is no such entry.
    public func proof(of keys: [StateKey]) -> StateProof? {
        var entries: [StateProof.Entry] = []
        for key in keys {
            guard let entry = self.entry(key), let path = self.tree.path(of: key) else { return nil }
            entries.append(StateProof.Entry(entry: entry, path: path))
        }
        return StateProof(parts: self.tree.parts, entries: entries)
    }

    private func entry(_ key: StateKey) -> StateEntry? {
        switch key.kind {
        case .zone: self.zones[key.number]?.entry(number: key.number)
        case .principal: self.principalTable[key.number]?.entry(number: key.number)
        case .node: self.nodeTable[key.number]?.entry(number: key.number)
        case .meter: self.meterTable[key.number]?.entry(number: key.number)
        case .register: self.registerTable[key.number]?.entry(number: key.number)
        case .account: self.accountTable[key.number]?.entry(number: key.number)
        case .tariff: self.tariffTable[key.number]?.entry(number: key.number)
        case .bill: self.billTable[key.number]?.entry(number: key.number)
        case .payment: self.paymentTable[key.number]?.entry(number: key.number)
        case .order: self.orderTable[key.number]?.entry(number: key.number)
        case .finding: self.findingTable[key.number]?.entry(number: key.number)
        case .collector: self.collectorTable[key.number]?.entry(number: key.number)
        case .validators: self.epochTable[key.number]?.entry(number: key.number)
        case .evidence: self.evidenceTable[key.number]?.entry(number: key.number)
        case .voucher: self.voucherTable[key.number]?.entry(number: key.number)
        }
    }
}
