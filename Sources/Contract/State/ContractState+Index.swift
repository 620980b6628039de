public import Ledger
public import Metering

extension ContractState {
    mutating func rebuildIndex() {
        self.index = StateIndex()
        for (number, principal) in self.principals.enumerated() {
            self.index.principalLabels[principal.label] = UInt32(number)
            for key in principal.revokedKeys + [principal.key] { self.index.principalKeys[key] = UInt32(number) }
            for key in principal.formerKeys { self.index.formerKeys[key] = UInt32(number) }
        }
        for (number, collector) in self.collectors.enumerated() {
            self.index.collectors[collector.principal.number] = UInt32(number)
        }
        for number in self.nodes.indices { self.indexNode(UInt32(number)) }
        for number in self.accounts.indices { self.indexAccount(UInt32(number)) }
        for number in self.meters.indices { self.indexMeter(UInt32(number)) }
        self.indexBalances()
        for (number, bill) in self.bills.enumerated() { self.indexBill(UInt32(number), bill) }
        for (number, payment) in self.payments.enumerated() {
            self.index.payments[PaymentName(payment.collector, payment.reference)] = UInt32(number)
        }
        for (number, voucher) in self.vouchers.enumerated() {
            self.index.vouchers[voucher.id] = UInt32(number)
            self.indexVoucher(UInt32(number), voucher)
        }
        for (number, finding) in self.findings.enumerated() {
            guard let box = finding.filed?.box else { continue }
            self.index.filedFindings[FilingPlace(node: finding.node, box: box)] = UInt32(number)
        }
        for (number, account) in self.accounts.enumerated() {
            if let time = account.nextReview { self.index.reviews.insert(UInt32(number), at: time) }
            if self.isReleased(account), let end = account.noticeEnd {
                self.index.waitingOrders.insert(UInt32(number), at: end)
            }
            if !account.heldPeriods.isEmpty { self.callForHeldBills(of: UInt32(number)) }
        }
        for (number, node) in self.nodes.enumerated() {
            for pending in node.balance.pending { self.index.balances.insert(UInt32(number), at: pending.end) }
        }
    }

    mutating func indexNode(_ number: UInt32) {
        if let node = self.nodeTable[number] { self.index.nodeLabels[node.label] = number }
        self.index.reporters.append(0)
        self.index.balanced.append(nil)
    }

    mutating func indexAccount(_ number: UInt32) {
        if let account = self.accountTable[number] { self.index.accountLabels[account.label] = number }
        self.index.firstPeriods.append(self.accountTable[number]?.firstPeriod ?? 0)
        self.index.accountMeters.append([])
        self.index.billedRegisters.append([])
        self.index.openBills.append([])
        self.index.accountBills.append([])
        self.index.isTimed.append(false)
        self.indexTimes(of: number)
    }

    mutating func indexBill(_ number: UInt32, _ bill: BillRecord) {
        let account = Int(bill.account.number)
        guard self.index.openBills.indices.contains(account) else { return }
        self.index.accountBills[account].append(number)
        if bill.settledAt == nil { self.index.openBills[account].append(number) }
    }

    /// Labels, roster and bills of a meter; its registers are those after the ones that are known.
    mutating func indexMeter(_ number: UInt32) {
        guard let meter = self.meterTable[number] else { return }
        self.index.meterLabels[meter.label] = number
        var roster = self.index.rosters[meter.box.number] ?? Roster()
        // What a box is told changes with every meter that comes, and with every one that goes.
        roster.version += meter.retiredAt == nil ? 1 : 2
        for register in self.registerNumbers(of: meter) {
            guard let record = self.registerTable[register] else { continue }
            while self.index.isBilled.count <= Int(register) {
                self.index.isBilled.append(false)
                self.index.payers.append(StateIndex.several)
            }
            roster.positions.append(
                RosterPosition(
                    meter: MeterID(number), channel: record.channel, register: register, retiredAt: meter.retiredAt))
        }
        self.index.rosters[meter.box.number] = roster
        self.indexPayers(of: number, meter)
    }

    /// Accounts that pay or paid for a meter.
    mutating func indexPayers(of number: UInt32, _ meter: MeterRecord) {
        let registers = self.registerNumbers(of: meter).filter { register in
            self.registerTable[register].map { self.isBilled($0.channel, of: meter) } ?? false
        }
        let payer = meter.placements.count == 1 ? meter.account?.number : nil
        for register in registers {
            self.index.isBilled[Int(register)] = true
            self.index.payers[Int(register)] = payer ?? StateIndex.several
        }
        for account in meter.placements.compactMap({ $0.account.map { Int($0.number) } }) {
            guard self.index.accountMeters.indices.contains(account) else { continue }
            self.index.accountMeters[account].insertSorted(number)
            for register in registers { self.index.billedRegisters[account].insertSorted(register) }
        }
    }

    /// Tells a box of a retired meter.
    mutating func indexRetirement(of number: UInt32, _ meter: MeterRecord) {
        guard var roster = self.index.rosters[meter.box.number] else { return }
        roster.version += 1
        for index in roster.positions.indices where roster.positions[index].meter.number == number {
            roster.positions[index].retiredAt = meter.retiredAt
        }
        self.index.rosters[meter.box.number] = roster
    }

    func registerNumbers(of meter: MeterRecord) -> Range<UInt32> {
        let (end, overflow) = meter.firstRegister.addingReportingOverflow(meter.registerCount)
        let known = UInt32(clamping: self.registerTable.count)
        let upper = overflow ? known : min(end, known)
        return min(meter.firstRegister, upper)..<upper
    }

    /// True where bills are for this channel: what a consumer's meter counts, on a meter that the law accepts.
    private func isBilled(_ channel: ObisCode, of meter: MeterRecord) -> Bool {
        meter.placements.contains { $0.account != nil } && meter.purpose == .consumes
            && meter.service.billedChannels.contains(channel)
            && self.supportsBills(meter.legalUse)
    }

    /// True where bills and orders may rest on a meter of this use.
    func supportsBills(_ use: LegalUse) -> Bool { use != .audit || self.genesis.isDemonstration }
}

extension [UInt32] {
    /// Keeps ascending numbers, each once.
    fileprivate mutating func insertSorted(_ number: UInt32) {
        let place = self.firstIndex { $0 >= number } ?? self.count
        guard place == self.count || self[place] != number else { return }
        self.insert(number, at: place)
    }
}

extension Service {
    /// Registers that bills may be for: the use itself, and what tariffs ask for besides.
    var billedChannels: [ObisCode] {
        self == .electricity
            ? [self.billedChannel, .activeEnergyExport, .reactiveEnergyImport, .apparentEnergyImport]
            : [self.billedChannel]
    }

    /// The register that bills are for.
    public var billedChannel: ObisCode {
        switch self {
        case .electricity: .activeEnergyImport
        case .water, .irrigation: .waterVolume
        case .transport: .distanceTravelled
        }
    }
}
