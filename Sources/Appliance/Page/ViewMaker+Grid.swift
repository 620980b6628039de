import Contract
import Enforcement
import Ledger
import Metering
import StatusPage

extension ViewMaker {
    /// More are no diagram any more.
    private static let mostNodes = 500
    private static let urgentAlarms = 3

    /// The grid of this box's meters, up to the plant; where it reads none, the whole grid down to the transformers.
    ///
    /// - Parameter person: who is signed in sees permits.
    func grid(for person: SignedInPerson?) async throws -> GridView {
        let sight = try await self.sight(person)
        let alarms = try await self.alarms()
        return GridView(
            nodes: sight.nodes(Self.mostNodes),
            alarms: AlarmCounts(
                faults: alarms.count { $0.isFault }, warnings: alarms.count { !$0.isFault }),
            urgent: Array(alarms.filter(\.isFault).prefix(Self.urgentAlarms)))
    }

    /// Nil where there is no such node.
    func node(_ label: String, for person: SignedInPerson?) async throws -> NodeView? {
        let sight = try await self.sight(person)
        let state = sight.state
        guard let number = state.nodes.firstIndex(where: { $0.label == label }) else { return nil }
        let id = NodeID(UInt32(number))
        let record = state.nodes[number]
        let children = state.nodes.indices.filter { state.nodes[$0].parent == id }.prefix(Self.mostNodes)
        let findings = state.findings.indices.filter { state.findings[$0].node == id }.reversed()
        return NodeView(
            node: sight.node(number, parent: nil), parent: record.parent.map { state.nodes[Int($0.number)].label },
            children: children.map { sight.node($0, parent: nil) }, unit: "\(state.balancedUnit(of: id))",
            intervalSeconds: Int64(state.genesis.intervalSeconds),
            balances: await self.balances(number, record, state),
            findings: findings.prefix(50).map { FindingView(UInt32($0), state) },
            isWatched: self.reports.configuration.lossDetection.contains { $0.node == label })
    }

    /// Of the last days: from the watch's file where the node is watched, else since this service began.
    private func balances(_ number: Int, _ record: NodeRecord, _ state: ContractState) async -> [BalancePoint] {
        let since = state.time.adding(seconds: -2 * 86_400)
        let kept = await self.reports.losses?.balances(of: record.label, since: since) ?? []
        let seconds = Int64(state.genesis.intervalSeconds)
        guard kept.isEmpty else {
            return kept.map { interval in
                let step = record.loss.step(
                    delivered: interval.delivered, metered: interval.metered, seconds: seconds)
                return BalancePoint(
                    end: interval.end, delivered: interval.delivered, metered: interval.metered,
                    technical: step.allowed / 1000)
            }
        }
        return await self.history.of(number).filter { $0.end >= since }.map { BalancePoint($0) }
    }

    /// All that the diagram needs of chain, lines and relays.
    func sight(_ person: SignedInPerson?) async throws -> GridSight {
        let rows = try await self.reports.watch(only: nil, maximumAge: nil)
        var supplies: [String: GridMeter.Supply] = [:]
        for driver in await self.desk.drivers() {
            supplies[driver.wiring.label] = GridMeter.Supply(await driver.controller)
        }
        let now = await self.reports.node.chainNow
        return GridSight(
            state: await self.reports.node.snapshot(), lines: self.reports.configuration.buses, rows: rows,
            means: await self.reports.box.points.reduce(into: [:]) { $0[$1.label] = $1.meanMilliwatts(at: now) },
            supplies: supplies, showsPermits: person != nil)
    }
}

extension MeterPoint {
    /// The mean power of the last interval of the register of imported active energy; nil where there is none, or it is
    /// over for longer than three of its kind take.
    fileprivate func meanMilliwatts(at now: UTCTime) -> Int64? {
        let channel = self.channels.first { $0.obis == .activeEnergyImport }
        guard let interval = channel?.intervals.last, let energy = interval.quantity else { return nil }
        let milliseconds = interval.end.milliseconds - interval.start.milliseconds
        guard milliseconds > 0, now.milliseconds - interval.end.milliseconds <= 3 * milliseconds else { return nil }
        return Int64(clamping: Int128(energy) * 3_600_000_000 / Int128(milliseconds))
    }
}

/// What the diagram is made from, at one moment.
struct GridSight {
    let state: ContractState
    private let own: [String: BoxConfiguration.Device]
    /// Seconds after which a meter's newest value is old.
    private let patience: [String: Double]
    private let rows: [String: WatchRow]
    private let means: [String: Int64]
    private let supplies: [String: GridMeter.Supply]
    private let showsPermits: Bool
    /// Numbers of the meters at each node.
    private let metersAt: [UInt32: [Int]]
    private let openFindings: [NodeID: Int]

    init(
        state: ContractState, lines: [BoxConfiguration.Line], rows: [WatchRow], means: [String: Int64],
        supplies: [String: GridMeter.Supply], showsPermits: Bool
    ) {
        self.means = means
        (self.state, self.supplies, self.showsPermits) = (state, supplies, showsPermits)
        let devices = lines.flatMap { line in line.devices.map { (line: line, device: $0) } }
        self.own = Dictionary(devices.compactMap { item in item.device.meter.map { ($0, item.device) } }) { $1 }
        self.patience = Dictionary(
            devices.compactMap { item in
                item.device.meter.map { ($0, 60 + 5 * max(item.line.pollSeconds, item.line.telemetrySeconds ?? 0)) }
            }
        ) { $1 }
        self.rows = Dictionary(rows.compactMap { row in row.meter.map { ($0, row) } }) { first, _ in first }
        var metersAt: [UInt32: [Int]] = [:]
        for (number, meter) in state.meters.enumerated() where meter.retiredAt == nil {
            metersAt[meter.node.number, default: []].append(number)
        }
        self.metersAt = metersAt
        self.openFindings = state.findings.reduce(into: [:]) { counts, finding in
            if finding.isOpen { counts[finding.node, default: 0] += 1 }
        }
    }

    /// Parents before their children.
    func nodes(_ most: Int) -> [GridNode] {
        let shown = self.shown(most)
        var places: [Int: Int] = [:]
        var nodes: [GridNode] = []
        for number in shown {
            let parent = self.state.nodes[number].parent.flatMap { places[Int($0.number)] }
            places[number] = nodes.count
            nodes.append(self.node(number, parent: parent))
        }
        return nodes
    }

    /// A node is registered after its parent, so that their numbers are in order.
    private func shown(_ most: Int) -> [Int] {
        var shown: Set<Int> = []
        for (number, meters) in self.metersAt where meters.contains(where: self.isOwn) {
            var next: Int? = Int(number)
            while let node = next, shown.insert(node).inserted {
                next = self.state.nodes[node].parent.map { Int($0.number) }
            }
        }
        if shown.isEmpty {
            shown = Set(self.state.nodes.indices.filter { self.state.nodes[$0].nodeKind != .servicePoint })
        }
        return Array(shown.sorted().prefix(most))
    }

    private func isOwn(_ meter: Int) -> Bool { self.own[self.state.meters[meter].label] != nil }

    func node(_ number: Int, parent: Int?) -> GridNode {
        let record = self.state.nodes[number]
        return GridNode(
            label: record.label, kind: GridNodeKind(record.nodeKind), parent: parent,
            meters: (self.metersAt[UInt32(number)] ?? []).prefix(100).map { self.meter($0) },
            balance: record.balance.last.map { BalancePoint($0) },
            openFindings: self.openFindings[NodeID(UInt32(number))] ?? 0)
    }

    func meter(_ number: Int) -> GridMeter {
        let record = self.state.meters[number]
        let row = self.rows[record.label]
        let now = row?.milliwatts(within: self.patience[record.label] ?? .infinity)
        return GridMeter(
            label: record.label, consumerNumber: self.own[record.label]?.consumerNumber,
            delivers: record.purpose == .delivers, power: now ?? self.means[record.label], isMeanPower: now == nil,
            communication: self.communication(record.label, row), supply: self.supply(record),
            permit: self.showsPermits ? record.account.map { self.permit(Int($0.number)) } : nil)
    }

    private func communication(_ label: String, _ row: WatchRow?) -> GridMeter.Communication {
        guard self.own[label] != nil else { return .elsewhere }
        guard let row else { return .waiting }
        guard row.isCommunicating else { return .notCommunicating }
        guard let age = row.values.compactMap(\.ageSeconds).min() else { return .waiting }
        return age > self.patience[label] ?? .infinity ? .stale : .communicating
    }

    private func supply(_ record: MeterRecord) -> GridMeter.Supply {
        if let supply = self.supplies[record.label] { return supply }
        guard record.hasDisconnect else { return .none }
        return switch record.relay.readBack?.value {
        case 0: .off
        case 1: .on
        default: .unknown
        }
    }

    private func permit(_ account: Int) -> GridMeter.Permit {
        switch self.state.accounts[account].stage {
        case .active: .valid
        case .due: .due
        case .noticed: .noticed
        case .ordered: .ordered
        }
    }
}

extension GridMeter.Supply {
    init(_ controller: RelayController) {
        switch (controller.state.control, controller.output) {
        case (.readyForReconnection, _): self = .ready
        case (_, .closed): self = .on
        case (_, .open): self = .off
        default: self = .unknown
        }
    }
}

extension WatchRow {
    /// The power now; nil where the last question brought none, or it is older than so many seconds.
    fileprivate func milliwatts(within seconds: Double) -> Int64? {
        guard let power, power.quality != "missing", self.isCommunicating, let watts = power.value,
            let age = power.ageSeconds, age <= seconds, abs(watts) < 1e12
        else { return nil }
        return Int64((watts * 1000).rounded())
    }
}

extension GridNodeKind {
    init(_ kind: NodeKind) {
        switch kind {
        case .plant: self = .plant
        case .feeder: self = .feeder
        case .transformer: self = .transformer
        case .servicePoint: self = .servicePoint
        }
    }
}

extension BalancePoint {
    init(_ balance: IntervalBalance) {
        self.init(
            end: balance.end, delivered: balance.delivered, metered: balance.metered,
            technical: balance.allowanceThousandths / 1000)
    }
}

extension FindingView {
    init(_ number: UInt32, _ state: ContractState) {
        let record = state.findings[Int(number)]
        let unit = "\(state.balancedUnit(of: record.node))"
        self.init(
            number: number, node: state.nodes[Int(record.node.number)].label, kind: Word(record.findingKind),
            phase: record.filed?.phase.map { "L\($0)" }, onset: record.onset, raisedAt: record.raisedAt,
            quantity: Amount.quantity(record.quantity, unit), isOpen: record.isOpen,
            isConfirmed: record.verdict?.isConfirmed,
            filedBy: record.filed.map { state.principals[Int($0.box.number)].label })
    }
}

extension Word {
    init(_ kind: FindingKind) {
        switch kind {
        case .loss: self = .findingLoss
        case .overRegistration: self = .findingOverRegistration
        case .unmeteredLoad: self = .findingUnmeteredLoad
        case .underRegistration: self = .findingUnderRegistration
        case .tamperedSeries: self = .findingTamperedSeries
        case .leak: self = .findingLeak
        }
    }

    init(_ service: Service) {
        switch service {
        case .electricity: self = .serviceElectricity
        case .water: self = .serviceWater
        case .irrigation: self = .serviceIrrigation
        case .transport: self = .serviceTransport
        }
    }
}
