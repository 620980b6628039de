import Metering

/// What a running service tells of itself.
extension DoctorJudge {
    private static let memoryKilobytes = 200 * 1024
    private static let outboxWarning = 50
    private static let outboxFault = 1000

    static func service(_ status: StatusReport) -> [DoctorCheck] {
        guard status.version == Product.version else {
            return [
                .warning(
                    .service, "the service is gridtally \(status.version), this program \(Product.version)",
                    "Restart the service, so that both are of one version.")
            ]
        }
        return [.ok(.service, "running, gridtally \(status.version)")]
    }

    /// All that a running service tells of itself.
    ///
    /// - Parameter heartbeat: chain seconds without a block after which a validator makes an empty one.
    static func running(
        _ status: StatusReport, _ statistics: [BusStatisticsReport], _ health: [DeviceHealthReport],
        _ relays: RelaysReport, heartbeat: Int64
    ) -> [DoctorCheck] {
        self.reload(status) + [self.memory(status), self.outbox(status)] + self.chain(status, heartbeat: heartbeat)
            + self.peers(status) + self.buses(statistics) + self.devices(statistics, health) + self.relays(relays)
    }

    /// What became of a configuration that was changed while the service runs.
    static func reload(_ status: StatusReport) -> [DoctorCheck] {
        guard let configuration = status.configuration else { return [] }
        var checks: [DoctorCheck] = []
        if let problem = configuration.problem {
            checks.append(
                .fault(
                    .configuration, "what the service read at \(configuration.readAt) is refused: \(problem)",
                    "Correct the file (`gridtally config check`), then `systemctl reload gridtally`."))
        }
        checks += configuration.waiting.map {
            .warning(
                .configuration, "changed in the file, in force after a restart: \($0)",
                "Restart the service when nobody waits for a relay.")
        }
        return checks
    }

    static func memory(_ status: StatusReport) -> DoctorCheck {
        let evidence = "the service holds \(status.residentKilobytes / 1024) MB"
        return status.residentKilobytes > Self.memoryKilobytes
            ? .warning(
                .memory, evidence, "Send a bundle to support (`gridtally doctor --bundle FILE`), then restart it.")
            : .ok(.memory, evidence)
    }

    /// - Parameter heartbeat: chain seconds without a block after which a validator makes an empty one.
    static func chain(_ status: StatusReport, heartbeat: Int64) -> [DoctorCheck] {
        let place = "\(status.role), block \(status.height), the newest \(self.age(status.tipAgeSeconds)) old"
        var checks: [DoctorCheck] = []
        if status.tipAgeSeconds > 20 * max(1, heartbeat) {
            checks.append(
                .fault(.chain, place, "No blocks come: look at the peers, and whether enough validators run."))
        } else if status.tipAgeSeconds > 5 * max(1, heartbeat) {
            checks.append(.warning(.chain, place, "Blocks come late: look at the peers' connections."))
        } else {
            checks.append(.ok(.chain, place))
        }
        if let reason = status.notStoring {
            checks.append(
                .fault(.chain, "no block is stored: \(reason)", "Make room; it goes on by itself and catches up."))
        }
        if let reason = status.notVoting {
            checks.append(
                .fault(
                    .chain, "this validator does not vote: \(reason)",
                    "Mend that, then restart the service; until then it goes on as a follower."))
        }
        if status.principal == nil {
            checks.append(
                .warning(
                    .chain, "the box's key is not registered in zone \(status.zone)",
                    "Send the .pub file beside its key to the registrar."))
        }
        if status.openFindings > 0 {
            checks.append(
                .warning(
                    .chain, "\(status.openFindings) findings of loss or over-registration are open",
                    "Look at `gridtally findings`."))
        }
        if let reason = status.notWatching {
            checks.append(
                .warning(
                    .chain, "the watch for losses keeps nothing over a restart: \(reason)",
                    "See to telemetry.db and the space of its disk; everything else goes on."))
        }
        if status.heldBills > 0 {
            checks.append(
                .warning(
                    .chain, "\(status.heldBills) bills are held: a meter shows other transformer ratios than declared",
                    "See `gridtally account` for which; look at the transformers, then declare their ratio or set the "
                        + "meter right."))
        }
        if status.unsettledVouchers > 0 {
            checks.append(
                .warning(
                    .chain, "\(status.unsettledVouchers) vouchers ended without a payment",
                    "See `gridtally voucher list` for which; ask their issuers for the money."))
        }
        return checks
    }

    static func peers(_ status: StatusReport) -> [DoctorCheck] {
        var checks = status.peers.map { peer in
            peer.isConnected
                ? DoctorCheck.ok(.peers, "\(peer.name) is connected")
                : .fault(
                    .peers, "\(peer.name) is not reachable",
                    "Look at the network to \(peer.name), and whether its service runs.")
        }
        if status.peers.isEmpty { checks.append(.ok(.peers, "none are configured")) }
        if status.refusedHandshakes > 0 {
            checks.append(
                .warning(
                    .peers, "\(status.refusedHandshakes) connections with unknown keys were refused",
                    "A new box must be registered first; anything else is a stranger."))
        }
        return checks
    }

    static func outbox(_ status: StatusReport) -> DoctorCheck {
        let evidence = "\(status.outbox) own records wait to become final"
        if status.outbox >= Self.outboxFault {
            return .fault(.outbox, evidence, "Look at the peers: nothing of this box reaches a validator.")
        }
        return status.outbox >= Self.outboxWarning
            ? .warning(.outbox, evidence, "Look at the peers; it goes out by itself once they are reached.")
            : .ok(.outbox, evidence)
    }

    // MARK: Lines

    static func buses(_ reports: [BusStatisticsReport]) -> [DoctorCheck] {
        reports.flatMap { bus -> [DoctorCheck] in
            let findings = bus.findings.filter { $0.unit == nil }
            guard findings.isEmpty else {
                return findings.map { finding in
                    DoctorCheck(
                        area: .buses, status: finding.isFault ? .fault : .warning,
                        evidence: "\(bus.name): \(finding.text)", advice: finding.advice)
                }
            }
            let state = bus.state == "open" ? "open" : bus.state
            let latency = bus.latency.map { ", 99 % answered within \(StatisticsText.milliseconds($0.p99))" } ?? ""
            let used = "\(StatisticsText.percent(bus.usedShare)) of the line used"
            return [
                .ok(.buses, "\(bus.name) (\(bus.port)): \(state), \(bus.transactions) exchanges, \(used)\(latency)")
            ]
        }
    }

    static func devices(_ reports: [BusStatisticsReport], _ health: [DeviceHealthReport]) -> [DoctorCheck] {
        var checks: [DoctorCheck] = []
        var good = 0
        for bus in reports {
            for unit in bus.units {
                let findings = bus.findings.filter { $0.unit == unit.unit }
                let device = health.first { $0.bus == bus.name && $0.unit == unit.unit }
                let found =
                    findings.map { finding in
                        DoctorCheck(
                            area: .devices, status: finding.isFault ? .fault : .warning,
                            evidence: "\(unit.device) (unit \(unit.unit) on \(bus.name)): \(finding.text)",
                            advice: finding.advice)
                    } + (device.map { self.doubts($0, isSilent: !unit.isCommunicating) } ?? [])
                if found.isEmpty, unit.counts.answers > 0 { good += 1 }
                checks += found
            }
        }
        let all = reports.reduce(0) { $0 + $1.units.count }
        return [.ok(.devices, "\(good) of \(all) devices answer without anything to say")] + checks
    }

    private static func doubts(_ device: DeviceHealthReport, isSilent: Bool) -> [DoctorCheck] {
        let place = "\(device.device) (unit \(device.unit) on \(device.bus))"
        var checks: [DoctorCheck] = []
        if let registered = device.registeredSerial, let read = device.readSerial,
            !self.isSame(registered, read)
        {
            checks.append(
                .fault(
                    .devices, "\(place): tells serial number \(read), and the registry has \(registered)",
                    "Check which meter hangs there; correct the wiring, or the registry if it was exchanged."))
        }
        let suspect = device.doubts.filter { $0.quality == "suspect" }
        if let first = suspect.first {
            let more = suspect.count > 1 ? ", and \(suspect.count - 1) more" : ""
            checks.append(
                .warning(
                    .devices, "\(place): \(first.name) is in doubt: \(first.meaning)\(more)",
                    "Run `gridtally why \(device.device)` and compare with the display."))
        }
        // A silent device misses everything, and that is told already.
        let missing = device.doubts.filter { $0.quality == "missing" }
        if let first = missing.first, !isSilent {
            let more = missing.count > 1 ? ", and \(missing.count - 1) more" : ""
            checks.append(
                .warning(
                    .devices, "\(place): \(first.name) is missing: \(first.meaning)\(more)",
                    "Run `gridtally why \(device.device)`."))
        }
        return checks
    }

    /// Serial numbers differ by blanks and leading zeros between name plate, registry and register.
    static func isSame(_ one: String, _ other: String) -> Bool {
        func plain(_ text: String) -> String {
            let signs = text.lowercased().filter { $0.isLetter || $0.isNumber }.drop { $0 == "0" }
            return String(signs)
        }
        return plain(one) == plain(other)
    }

    static func age(_ seconds: Int64) -> String { StatisticsText.duration(Double(seconds)) }
}
