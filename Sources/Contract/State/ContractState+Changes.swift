internal import Ledger

extension ContractState {
    /// Entries that the block changed, sorted by key.
    func changedEntries() -> [StateEntry] {
        self.zones.changedEntries + self.principalTable.changedEntries + self.nodeTable.changedEntries
            + self.meterTable.changedEntries + self.registerTable.changedEntries + self.accountTable.changedEntries
            + self.tariffTable.changedEntries + self.billTable.changedEntries + self.paymentTable.changedEntries
            + self.orderTable.changedEntries + self.findingTable.changedEntries + self.collectorTable.changedEntries
            + self.epochTable.changedEntries + self.evidenceTable.changedEntries + self.voucherTable.changedEntries
    }

    mutating func keepChanges() {
        self.zones.keepChanges()
        self.principalTable.keepChanges()
        self.nodeTable.keepChanges()
        self.meterTable.keepChanges()
        self.registerTable.keepChanges()
        self.accountTable.keepChanges()
        self.tariffTable.keepChanges()
        self.billTable.keepChanges()
        self.paymentTable.keepChanges()
        self.orderTable.keepChanges()
        self.findingTable.keepChanges()
        self.collectorTable.keepChanges()
        self.epochTable.keepChanges()
        self.evidenceTable.keepChanges()
        self.voucherTable.keepChanges()
    }

    /// Back to the state before the block: the rare way out, so the derived parts are made anew.
    mutating func undoChanges() {
        self.zones.undoChanges()
        self.principalTable.undoChanges()
        self.nodeTable.undoChanges()
        self.meterTable.undoChanges()
        self.registerTable.undoChanges()
        self.accountTable.undoChanges()
        self.tariffTable.undoChanges()
        self.billTable.undoChanges()
        self.paymentTable.undoChanges()
        self.orderTable.undoChanges()
        self.findingTable.undoChanges()
        self.collectorTable.undoChanges()
        self.epochTable.undoChanges()
        self.evidenceTable.undoChanges()
        self.voucherTable.undoChanges()
        self.tree = StateTree()
        _ = self.tree.update(self.entries())
        self.rebuildIndex()
        self.events = []
    }
}
