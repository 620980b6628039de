import Contract
import Enforcement
import FieldBus
import Identity
import Ledger
import Metering
import Platform
import Storage

extension SwitchingDesk {
    func tags() async throws -> [TagReport] {
        try await self.office.tagStore.board().reports(genesis: self.genesis)
    }

    func relays(isOffline: Bool = false) async -> RelaysReport {
        var unreadable: String?
        do { _ = try await self.office.tagStore.board() } catch { unreadable = "\(error)" }
        var relays: [RelayStatusReport] = []
        for driver in await self.drivers() { relays.append(await self.status(of: driver)) }
        let rate = await self.office.rate
        return RelaysReport(
            relays: relays, tripsInMinute: rate?.inMinute, tripsInHour: rate?.inHour, tagsUnreadable: unreadable,
            isOffline: isOffline)
    }

    private func status(of driver: RelayDriver) async -> RelayStatusReport {
        let (controller, wiring) = (await driver.controller, driver.wiring)
        let seen = await driver.lastRelay
        var unreadable: [String] = []
        var (pairedBy, last): (String?, SwitchingEntry?)
        do {
            pairedBy = try await self.office.pairing(of: wiring)?.person
        } catch {
            (pairedBy, unreadable) = ("unknown", ["the pairing: \(error)"])
        }
        do {
            last = try await self.office.box.lastSwitchings(of: wiring.meter, count: 1).first
        } catch {
            unreadable.append("the journal: \(error)")
        }
        let now = self.office.moment.time
        let holds = controller.memory.holds.filter { $0.awaitsPerson || now < $0.until }.map(\.text)
        return RelayStatusReport(
            meter: wiring.label, bus: wiring.bus.configuration.name, device: wiring.relay.device,
            channel: wiring.relay.channel, controlState: "\(controller.state.control)", output: "\(controller.output)",
            readBackAt: seen.map { self.time(of: $0.atMonotonicNanoseconds) },
            readBackAgeSeconds: seen.map {
                max(0, MonotonicClock.nanoseconds - $0.atMonotonicNanoseconds) / 1_000_000_000
            },
            lock: controller.lock.map { "\($0)" },
            tags: (controller.safetyTags ?? []).map { "\($0.id.prefix(8)) \($0.place): \($0.person)" },
            hold: holds.isEmpty ? nil : holds.joined(separator: "; "),
            pairedAt: controller.relay.pairedAt.map { "\($0)" }, pairedBy: pairedBy,
            undeclared: controller.relay.undeclared, order: controller.order?.number,
            awaitsConfirmation: controller.awaitsConfirmation.map { "\($0)" },
            awaitsResume: controller.awaitsResume(at: now),
            last: last.map { "\($0.time) \($0.text)" }, unreadable: unreadable)
    }

    private func time(of stamp: Int64) -> String {
        "\(UTCTime(milliseconds: self.office.clock.milliseconds(atMonotonic: stamp)))"
    }

    /// - Parameters:
    ///   - isOffline: looks at the files alone, and asks no line.
    ///   - asksLine: false: by what is known of the line, for those who only look.
    func why(meter label: String, isOffline: Bool = false, asksLine: Bool = true) async throws -> PermitWhyReport {
        let driver = try await self.driver(of: SafetyPlace(kind: .meter, label: label))
        let state = await self.office.chain.snapshot()
        if isOffline { await driver.chainAdvanced(state) }
        let facts = await driver.facts(isOffline || !asksLine ? .recheck : .check)
        let evaluation = GuardEvaluation(facts, EnforcementPolicy(state, self.office.clock))
        let account = state.meters[Int(driver.wiring.meter.number)].account
        let record = account.map { state.accounts[Int($0.number)] }
        var journal: [SwitchingReport] = []
        for entry in try await self.office.box.lastSwitchings(of: driver.wiring.meter, count: 5) {
            journal.append(try SwitchingReport(entry))
        }
        return PermitWhyReport(
            meter: label, account: record?.label, standing: record.map { "\($0.stage)" }, tipTime: "\(state.time)",
            permitThrough: record.map { "\($0.permitThrough)" }, protection: record?.protection.map { "\($0)" },
            order: facts.order.flatMap { $0.isRevoked ? nil : $0.number }, now: GuardsReport(evaluation),
            isOffline: isOffline, journal: journal)
    }
}

extension TripHold {
    /// For people at the relay.
    var text: String {
        switch self.kind {
        case .override: "override until \(self.until): \(self.by)"
        case .voucher: "voucher until \(self.until): \(self.by)"
        case .safetyTag: "an order that a safety tag had blocked (\(self.by)) waits for `gridtally relay resume`"
        }
    }
}

extension TagBoard {
    func reports(genesis: Digest) -> [TagReport] {
        self.entries.map { entry in
            let order = entry.placed.order
            return TagReport(
                id: entry.placed.id, place: "\(order.place)", person: order.person, reason: order.reason,
                placedAt: "\(order.at)", publicKey: entry.placed.key.hex,
                isSigned: entry.placed.isSigned(genesis: genesis), consents: entry.consents.count)
        }
    }
}
