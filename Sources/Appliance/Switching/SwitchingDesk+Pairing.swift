import Enforcement
import FieldBus
import Ledger
import Logging
import Metering
import Platform

/// The guided trip at commissioning.
extension SwitchingDesk {
    /// Opens the relay once while all meters are watched, closes it, and keeps what that showed.
    func pair(_ driver: RelayDriver, _ signed: SignedFieldOrder, _ name: String) async throws -> FieldOrderReport {
        let label = driver.wiring.label
        guard let side = await driver.controller.relay.side else {
            throw FieldRefusal.notPaired("the side of the meter is not declared for the relay of \(label)")
        }
        if self.meters.contains(where: { $0.label == label && $0.register != nil }) {
            return try await self.pairByFlow(driver, signed, name)
        }
        return try await self.pairByLoad(side, driver, signed, name)
    }

    private func pairByLoad(
        _ side: RelayDeclaration.Side, _ driver: RelayDriver, _ signed: SignedFieldOrder, _ name: String
    ) async throws -> FieldOrderReport {
        let label = driver.wiring.label
        let before = await self.looks()
        let own = before[label] ?? .silent
        if let hindrance = PairingVerdict.hindrance(side: side, label: label, before: own) {
            throw FieldRefusal.notPaired(hindrance)
        }
        try await self.open(driver, .load, "\(name): \(signed.order.reason)")
        let during = await self.looks(silent: before) { await driver.isInTrial }
        // The relay closes by itself when the trial's time is over: what was looked at later was on again.
        let isWhole = await driver.isInTrial
        _ = await driver.perform(.trialSeen)
        await driver.rest()
        guard isWhole else { throw await Self.closedEarly(driver) }
        let after = await self.looks(silent: before)
        func look(_ label: String) -> MeterLook {
            MeterLook(
                label: label, before: before[label] ?? .silent, during: during[label] ?? .silent,
                after: after[label] ?? .silent)
        }
        let others = self.meters.map(\.label).filter { $0 != label }.map(look)
        let verdict = PairingVerdict(side: side, own: look(label), others: others)
        let seen = ([look(label)] + others).map {
            "\($0.label): \($0.before), open \($0.during), closed again \($0.after)"
        }
        return try await self.conclude(verdict, seen, driver, signed, name)
    }

    /// Opens the contact for a trial.
    ///
    /// - Parameter person: who, and why.
    func open(_ driver: RelayDriver, _ sign: PairingSign, _ person: String) async throws {
        guard let records = await driver.perform(.trial(by: person, await driver.facts(.check), sign)) else {
            throw FieldRefusal.notPaired("the relay's task has ended")
        }
        guard records.contains(where: { $0.trial != nil && $0.outcome == .done }) else {
            await driver.rest()
            throw FieldRefusal.notPaired(
                "the relay was not opened: \(records.last?.summary ?? "nothing was recorded"); "
                    + "it reads \(await driver.controller.output)")
        }
    }

    static func closedEarly(_ driver: RelayDriver) async -> FieldRefusal {
        .notPaired(
            "the relay closed again before every meter was looked at: the lines are too slow or disturbed "
                + "(`gridtally line-test`); it reads \(await driver.controller.output)")
    }

    /// - Parameter seen: what was seen of each meter.
    func conclude(
        _ verdict: PairingVerdict, _ seen: [String], _ driver: RelayDriver, _ signed: SignedFieldOrder, _ name: String
    ) async throws -> FieldOrderReport {
        let unseen = verdict.unseen.isEmpty ? [] : ["too little to see: \(verdict.unseen.joined(separator: ", "))"]
        let (output, wiring) = (await driver.controller.output, driver.wiring)
        let place = "\(signed.order.place)"
        guard verdict.isPaired, output == .closed else {
            self.office.log.error("\(wiring.label) is NOT paired: \(verdict.reasons.joined(separator: "; "))")
            return FieldOrderReport(
                .pair, place, isDone: false,
                "NOT PAIRED: \(verdict.reasons.joined(separator: "; ")). The relay reads \(output).",
                details: seen + unseen)
        }
        let now = self.office.moment.time
        try await self.office.store(
            StoredPairing(
                bus: wiring.bus.configuration.name, device: wiring.relay.device, channel: wiring.relay.channel, at: now,
                person: name, key: signed.key, seen: seen), of: wiring.meter)
        _ = await driver.perform(.paired(at: now))
        self.office.log.notice(
            "\(wiring.label) is paired with \(wiring.relay.device) \(wiring.relay.channel) by \(name)")
        return FieldOrderReport(
            .pair, place, isDone: true,
            "Paired: \(verdict.reasons.joined(separator: "; ")), and no other meter that was seen.",
            details: seen + unseen)
    }

    /// All meters, line by line at the same time; those that were silent before are not asked again.
    ///
    /// - Parameter goesOn: asked before each meter; the looks end where it says no.
    func looks(
        silent before: [String: MeterSight] = [:], while goesOn: @escaping @Sendable () async -> Bool = { true }
    ) async -> [String: MeterSight] {
        await withTaskGroup(of: [(String, MeterSight)].self) { group in
            for bus in self.buses {
                let meters = self.meters.filter { $0.bus.configuration.name == bus && before[$0.label] != .silent }
                group.addTask {
                    var sights: [(String, MeterSight)] = []
                    for meter in meters where await goesOn() { sights.append((meter.label, await meter.sight())) }
                    return sights
                }
            }
            var all: [String: MeterSight] = [:]
            for await sights in group { for (label, sight) in sights { all[label] = sight } }
            return all
        }
    }
}
