internal import CanonicalCBOR
internal import Ledger
internal import Metering
internal import Tariffs

/// Principals, nodes, meters and accounts.
extension ContractState {
    /// Deepest tree of nodes.
    static let maximumDepth = 16
    /// Roles that only a genesis gives: a registrar must not make its own supervisor, nor a voter.
    static let genesisRoles: Roles = [.validator, .registrar, .regulator, .auditor]

    mutating func register(_ principal: Principal) throws(FailureReason) {
        guard self.index.principalLabels[principal.label] == nil else { throw .labelTaken(principal.label) }
        guard self.isFree(principal.key) else { throw .keyTaken }
        guard principal.roles.isDisjoint(with: Self.genesisRoles) else {
            throw .genesisRole(principal.roles.intersection(Self.genesisRoles))
        }
        guard let number = self.principalTable.nextNumber else { throw .numbersUsedUp }
        self.addPrincipal(principal)
        self.events.append(.principalRegistered(PrincipalID(number), label: principal.label, roles: principal.roles))
    }

    mutating func addPrincipal(_ principal: Principal) {
        guard let number = self.principalTable.nextNumber else { return }
        self.principalTable.append(PrincipalRecord(principal))
        self.index.principalLabels[principal.label] = number
        self.index.principalKeys[principal.key] = number
        if principal.roles.contains(.collector), let collector = self.collectorTable.nextNumber {
            self.collectorTable.append(CollectorRecord(principal: PrincipalID(number)))
            self.index.collectors[number] = collector
        }
    }

    mutating func register(_ node: RegisterNode) throws(FailureReason) {
        guard self.index.nodeLabels[node.label] == nil else { throw .labelTaken(node.label) }
        guard let number = self.nodeTable.nextNumber else { throw .numbersUsedUp }
        if let parent = node.parent {
            guard let above = self.nodeTable[parent.number] else { throw .unknownNode(parent) }
            guard above.nodeKind.rawValue <= node.kind.rawValue else {
                throw .wrongParent(node.kind, under: above.nodeKind)
            }
            guard self.path(from: parent.number).count < Self.maximumDepth else {
                throw .treeTooDeep(limit: Self.maximumDepth)
            }
        }
        self.nodeTable.append(NodeRecord(node))
        self.indexNode(number)
        self.events.append(.nodeRegistered(NodeID(number), label: node.label, kind: node.kind))
    }

    /// A node and those above it, from below.
    func path(from node: UInt32) -> [UInt32] {
        var path: [UInt32] = []
        var next: UInt32? = node
        while let number = next, let record = self.nodeTable[number], path.count <= Self.maximumDepth {
            path.append(number)
            next = record.parent?.number
        }
        return path
    }

    mutating func register(_ account: RegisterAccount) throws(FailureReason) {
        guard self.index.accountLabels[account.label] == nil else { throw .labelTaken(account.label) }
        guard let tariff = self.tariffTable[account.tariff.number] else { throw .unknownTariff(account.tariff) }
        guard tariff.version(at: self.time) != nil else { throw .tariffNotInForce(account.tariff) }
        guard let number = self.accountTable.nextNumber else { throw .numbersUsedUp }
        let period = self.zone.calendar.period(endingBy: self.time.adding(milliseconds: 1))
        var record = AccountRecord(
            account, openedAt: self.time, firstPeriod: period.number, permitThrough: self.dueDate(after: period))
        record.share(self.accountTable.rows.last)
        self.accountTable.append(record)
        self.indexAccount(number)
        self.events.append(.accountOpened(AccountID(number), label: account.label, tariff: account.tariff))
    }

    mutating func register(_ meter: RegisterMeter) throws(FailureReason) {
        try self.check(meter)
        guard let number = self.meterTable.nextNumber, let first = self.registerTable.nextNumber,
            UInt32.max - first > 8
        else { throw .numbersUsedUp }
        let position = UInt32(clamping: self.roster(of: meter.box).positions.count)
        self.meterTable.append(MeterRecord(meter, firstRegister: first, firstPosition: position))
        for channel in meter.channels {
            self.registerTable.append(RegisterRecord(meter: MeterID(number), channel: channel))
        }
        self.indexMeter(number)
        self.indexBalances(afterAdding: number)
        self.events.append(.meterRegistered(MeterID(number), label: meter.label, node: meter.node, box: meter.box))
        // An account whose notice ran out may have had nothing to disconnect until now.
        if let account = meter.account { self.review(account.number) }
    }

    private func check(_ meter: RegisterMeter) throws(FailureReason) {
        guard self.index.meterLabels[meter.label] == nil else { throw .labelTaken(meter.label) }
        guard self.nodeTable[meter.node.number] != nil else { throw .unknownNode(meter.node) }
        guard let box = self.principalTable[meter.box.number], box.roles.contains(.box) else {
            throw .notABox(meter.box)
        }
        guard (1...8).contains(meter.channels.count), Set(meter.channels).count == meter.channels.count else {
            throw .badChannels
        }
        guard meter.channels.contains(meter.service.billedChannel) else {
            throw .channelMissing(meter.service.billedChannel)
        }
        let positions = self.roster(of: meter.box).positions.count + meter.channels.count
        guard positions <= Readings.maximumPositions else {
            throw .rosterFull(meter.box, limit: Readings.maximumPositions)
        }
        guard !(meter.hasDisconnect && meter.purpose == .delivers) else { throw .gridMeterDisconnect }
        if meter.purpose == .delivers, let register = self.index.balanced[Int(meter.node.number)],
            register != meter.service.billedChannel
        {
            throw .gridMeterMedium(meter.node)
        }
        guard let account = meter.account else { return }
        try self.check(account, paysFor: meter.purpose, meter.service, meter.legalUse)
    }

    /// - Throws: where bills of the account cannot be for such a meter.
    func check(
        _ account: AccountID, paysFor purpose: MeterPurpose, _ service: Service, _ use: LegalUse
    ) throws(FailureReason) {
        guard let record = self.accountTable[account.number] else { throw .unknownAccount(account) }
        guard purpose != .delivers else { throw .gridMeterAccount }
        guard self.supportsBills(use) else { throw .legalUse(use) }
        let unit = self.tariffTable[record.tariff.number]?.versions.last?.tariff.unit
        guard unit == service.billedUnit else { throw .wrongUnit(tariff: record.tariff, service) }
    }
}

extension Service {
    /// The base unit of ``billedChannel``.
    var billedUnit: Unit {
        switch self {
        case .electricity: .wattHour
        case .water, .irrigation: .litre
        case .transport: .metre
        }
    }
}
