import Contract
import Ledger
import Northbound
import StatusPage

/// What a monitoring system sees of a box: no account, no name of a consumer.
struct MetricsMaker: Sendable {
    let reports: ReportMaker
    let views: ViewMaker

    func families() async throws -> [MetricFamily] {
        let status = try await self.reports.status()
        let statistics = try await self.reports.statistics(bus: nil)
        let rows = try await self.reports.watch(only: nil, maximumAge: nil)
        let alarms = try await self.views.alarms()
        return Self.box(status) + Self.chain(status, await self.reports.network()) + Self.buses(statistics)
            + Self.units(statistics) + Self.meters(rows) + Self.nodes(try await self.views.sight(nil))
            + [
                MetricFamily(
                    "gridtally_alarms", .gauge, "Things that somebody should see to, by severity.",
                    [
                        .init(Double(alarms.count { $0.isFault }), [.init("severity", "fault")]),
                        .init(Double(alarms.count { !$0.isFault }), [.init("severity", "warning")]),
                    ])
            ]
    }

    private static func box(_ status: StatusReport) -> [MetricFamily] {
        [
            MetricFamily(
                "gridtally_build_info", .gauge, "Always 1; the labels say which program runs, and where.",
                [
                    .init(
                        1,
                        [.init("version", status.version), .init("box", status.name), .init("zone", status.zone)])
                ]),
            MetricFamily(
                "gridtally_resident_memory_bytes", .gauge, "Resident memory of the service.",
                Double(status.residentKilobytes) * 1024),
            MetricFamily(
                "gridtally_outbox_transactions", .gauge, "Own transactions that are not final yet.",
                Double(status.outbox)),
            MetricFamily(
                "gridtally_findings_open", .gauge, "Findings of losses on the chain that are open.",
                Double(status.openFindings)),
            MetricFamily(
                "gridtally_bills_held", .gauge, "Bills that wait for a meter's transformer ratios.",
                Double(status.heldBills)),
        ]
    }

    private static func chain(_ status: StatusReport, _ network: NetworkReport) -> [MetricFamily] {
        [
            MetricFamily("gridtally_chain_height", .gauge, "Height of the newest final block.", Double(status.height)),
            MetricFamily(
                "gridtally_chain_tip_age_seconds", .gauge, "Chain time since the newest final block.",
                Double(status.tipAgeSeconds)),
            MetricFamily(
                "gridtally_chain_is_validator", .gauge, "1 where this box votes.", status.role == "validator" ? 1 : 0),
            MetricFamily(
                "gridtally_peer_connected", .gauge, "1 where a peer is connected.",
                status.peers.map { .init($0.isConnected ? 1 : 0, [.init("peer", $0.name)]) }),
            MetricFamily(
                "gridtally_peer_messages_total", .counter, "Messages of blocks, by direction.",
                [
                    .init(Double(network.counters.published), [.init("direction", "out")]),
                    .init(Double(network.counters.received), [.init("direction", "in")]),
                ]),
            MetricFamily(
                "gridtally_peer_handshakes_refused_total", .counter, "Connections with keys that are not on the chain.",
                Double(network.counters.handshakesRefused)),
        ]
    }

    private static func buses(_ buses: [BusStatisticsReport]) -> [MetricFamily] {
        func each(_ value: (BusStatisticsReport) -> Double) -> [MetricFamily.Sample] {
            buses.map { .init(value($0), [.init("bus", $0.name)]) }
        }
        return [
            MetricFamily(
                "gridtally_bus_up", .gauge, "1 where the bus's port is open.", each { $0.state == "open" ? 1 : 0 }),
            MetricFamily(
                "gridtally_bus_used_ratio", .gauge, "Part of the time in which an exchange was under way.",
                each(\.usedShare)),
            MetricFamily(
                "gridtally_bus_collisions_total", .counter, "Requests that came back changed.",
                each { Double($0.collisions) }),
            MetricFamily(
                "gridtally_bus_stray_bytes_total", .counter, "Bytes that belonged to no question.",
                each { Double($0.strayBytes) }),
            MetricFamily(
                "gridtally_bus_response_seconds", .histogram,
                "From the end of a request to its answer's first byte.", buses.flatMap(Self.latency)),
        ]
    }

    private static func latency(_ bus: BusStatisticsReport) -> [MetricFamily.Sample] {
        guard let latency = bus.latency else { return [] }
        return MetricFamily.histogram(
            buckets: latency.buckets.map { (upTo: $0.to / 1000, count: $0.count) },
            sum: latency.mean / 1000 * Double(latency.count), [.init("bus", bus.name)])
    }

    private static func units(_ buses: [BusStatisticsReport]) -> [MetricFamily] {
        let all = buses.flatMap { bus in bus.units.map { (bus: bus.name, unit: $0) } }
        func each(_ value: (UnitStatisticsReport) -> Double) -> [MetricFamily.Sample] {
            all.map {
                .init(
                    value($0.unit),
                    [.init("bus", $0.bus), .init("unit", "\($0.unit.unit)"), .init("device", $0.unit.device)])
            }
        }
        return [
            MetricFamily(
                "gridtally_device_up", .gauge, "1 where the device answers.", each { $0.isCommunicating ? 1 : 0 }),
            MetricFamily(
                "gridtally_device_requests_total", .counter, "Questions to the device.",
                each { Double($0.counts.transactions) }),
            MetricFamily(
                "gridtally_device_timeouts_total", .counter, "Questions without an answer.",
                each { Double($0.counts.timeOuts) }),
            MetricFamily(
                "gridtally_device_damaged_answers_total", .counter, "Answers whose checksum does not hold.",
                each { Double($0.counts.damagedAnswers) }),
            MetricFamily(
                "gridtally_device_exceptions_total", .counter, "Answers that refuse the question.",
                each { Double($0.counts.exceptions) }),
        ]
    }

    private static func meters(_ rows: [WatchRow]) -> [MetricFamily] {
        let meters = rows.compactMap { row in row.meter.map { (label: $0, row: row) } }
        func each(_ value: (WatchRow) -> WatchValue?, _ unit: String, _ scale: Double) -> [MetricFamily.Sample] {
            meters.compactMap { meter in
                guard let shown = value(meter.row), shown.unit == unit, shown.quality != "missing",
                    let number = shown.value
                else { return nil }
                return .init(number * scale, [.init("meter", meter.label)])
            }
        }
        return [
            MetricFamily("gridtally_meter_power_watts", .gauge, "Active power now.", each(\.power, "W", 1)),
            MetricFamily("gridtally_meter_voltage_volts", .gauge, "Voltage now.", each(\.voltage, "V", 1)),
            MetricFamily("gridtally_meter_current_amperes", .gauge, "Current now.", each(\.current, "A", 1)),
            MetricFamily(
                "gridtally_meter_energy_watthours_total", .counter, "The register of active energy imported.",
                each(\.energy, "kWh", 1000)),
            MetricFamily(
                "gridtally_meter_volume_litres_total", .counter, "The register of a water meter.",
                each(\.energy, "kL", 1000)),
            MetricFamily(
                "gridtally_meter_reading_age_seconds", .gauge, "Age of the oldest value that is shown.",
                meters.compactMap { meter in
                    meter.row.ageSeconds.map { .init($0, [.init("meter", meter.label)]) }
                }),
        ]
    }

    private static func nodes(_ sight: GridSight) -> [MetricFamily] {
        let balances = sight.balances(500)
        func each(_ value: (BalancePoint) -> Int64) -> [MetricFamily.Sample] {
            balances.map { .init(Double(value($0.point)), [.init("node", $0.node), .init("unit", $0.unit)]) }
        }
        return [
            MetricFamily(
                "gridtally_node_delivered", .gauge, "Delivered into the node in the last balanced interval.",
                each(\.delivered)),
            MetricFamily(
                "gridtally_node_metered", .gauge, "Metered below the node in the last balanced interval.",
                each(\.metered)),
            MetricFamily(
                "gridtally_node_unexplained", .gauge,
                "Delivered less metered less technical loss, in the last balanced interval.", each(\.unexplained)),
        ]
    }
}

extension GridSight {
    /// The last balance of every node that has one.
    fileprivate func balances(_ most: Int) -> [(node: String, unit: String, point: BalancePoint)] {
        self.state.nodes.indices.lazy.filter { self.state.nodes[$0].nodeKind != .servicePoint }.compactMap { number in
            self.state.nodes[number].balance.last.map {
                (
                    self.state.nodes[number].label, "\(self.state.balancedUnit(of: NodeID(UInt32(number))))",
                    BalancePoint($0)
                )
            }
        }.prefix(most).map { $0 }
    }
}
