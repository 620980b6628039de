import Contract
import Enforcement
import FieldBus
import Identity
import Ledger
import Logging
import Metering
import Platform

/// Where people on site say what they want of the relays: the same with the service and without it.
struct SwitchingDesk: Sendable {
    let office: EnforcementOffice
    let genesis: Digest
    let buses: [String]
    /// All meters of the box, for pairing trials.
    let looked: Guarded<[LookedMeter]>
    var meters: [LookedMeter] { self.looked.withLock { $0 } }
    let drivers: @Sendable () async -> [RelayDriver]

    /// An order is good for so long after it was signed, in milliseconds of real time.
    static let goodMilliseconds: Int64 = 600_000
    private static let longestOverrideMilliseconds: Int64 = 259_200_000

    func carryOut(_ signed: SignedFieldOrder) async throws -> FieldOrderReport {
        let state = await self.office.chain.snapshot()
        let people = People(state)
        let now = self.office.moment.time
        try Self.check(signed, genesis: self.genesis, now: now, scale: self.office.clock.scale)
        let order = signed.order
        switch order.action {
        case .placeTag:
            let person = try people.person(signed.key, with: People.field)
            try Self.check(order.place, buses: self.buses, state)
            try await self.office.tagStore.place(signed, by: person.number)
            return await self.placed(signed)
        case .removeTag:
            let isGone = try await self.office.tagStore.remove(signed, people, now: now)
            return await self.removed(signed, isGone)
        case .override, .resume, .clearLock, .confirm, .pair:
            let person = try people.person(signed.key, with: People.field)
            let driver = try await self.driver(of: order.place)
            self.office.log.notice(
                "\(order.action) of \(order.place) by \(order.person) (\(person.label)): \(order.reason)")
            let name = "\(order.person) (\(person.label))"
            if order.action == .pair { return try await self.pair(driver, signed, name) }
            return try await self.tell(driver, order, name, now)
        }
    }

    /// What holds for every order, whoever gives it and whatever it is.
    static func check(_ signed: SignedFieldOrder, genesis: Digest, now: UTCTime, scale: Int64) throws(FieldRefusal) {
        guard signed.isSigned(genesis: genesis) else { throw .badSignature }
        let order = signed.order
        let (away, overflow) = order.at.milliseconds.subtractingReportingOverflow(now.milliseconds)
        guard !overflow, away.magnitude <= (Self.goodMilliseconds * scale).magnitude else {
            throw .wrongTime(order: order.at, box: now)
        }
        guard !order.person.isEmpty else { throw .needsName("the person's name") }
        let needsReason = order.action != .removeTag && order.action != .confirm
        guard !needsReason || !order.reason.isEmpty else { throw .needsName("the reason") }
    }

    /// A tag on a place that there is not would protect nobody.
    static func check(_ place: SafetyPlace, buses: [String], _ state: ContractState) throws(FieldRefusal) {
        let known = SafetyPlace.known(place.kind, buses: buses, state)
        guard known.contains(place.label) else { throw .noSuchPlace("\(place)", known: known) }
    }

    private func placed(_ signed: SignedFieldOrder) async -> FieldOrderReport {
        let place = signed.order.place
        self.office.log.warning("safety tag \(signed.id.prefix(8)) on \(place) by \(signed.order.person)")
        // What was commanded before is over when this returns.
        var unsure: [String] = []
        for driver in await self.drivers() where await driver.registration.places.contains(place) {
            if await driver.perform(nil) == nil { unsure.append(driver.wiring.label) }
        }
        return .tagPlaced(signed, unsure: unsure)
    }

    private func removed(_ signed: SignedFieldOrder, _ isGone: Bool) async -> FieldOrderReport {
        let id = signed.order.tag ?? ""
        self.office.log.warning(
            "safety tag \(id.prefix(8)): \(isGone ? "removed" : "first officer consents to removal") by \(signed.order.person)"
        )
        for driver in await self.drivers() { _ = await driver.perform(nil) }
        return .tagRemoval(signed, isGone: isGone)
    }

    func driver(of place: SafetyPlace) async throws(FieldRefusal) -> RelayDriver {
        let drivers = await self.drivers()
        guard place.kind == .meter, let driver = drivers.first(where: { $0.wiring.label == place.label }) else {
            throw .noRelay(meter: place.label, known: drivers.map(\.wiring.label))
        }
        return driver
    }

    private func tell(
        _ driver: RelayDriver, _ order: FieldOrder, _ name: String, _ now: UTCTime
    ) async throws -> FieldOrderReport {
        let event: RelayEvent
        switch order.action {
        case .override:
            let until = try Self.end(of: order, now)
            event = .held(
                TripHold(kind: .override, by: "\(name): \(order.reason)", until: until),
                .crew(person: name, reason: order.reason))
        case .resume: event = .resumed(by: "\(name): \(order.reason)")
        case .clearLock: event = .operatorCleared(by: "\(name): \(order.reason)")
        default: event = .confirmed(by: name)
        }
        let before = await driver.controller
        if order.action == .resume, !before.memory.holds.contains(where: \.awaitsPerson) {
            throw FieldRefusal.nothingToDo("no override and no order that a tag had blocked waits for a person there")
        }
        if order.action == .clearLock, before.lock == nil { throw FieldRefusal.nothingToDo("nothing is locked there") }
        if order.action == .confirm, before.awaitsConfirmation == nil {
            throw FieldRefusal.nothingToDo("no reconnection waits for a person there")
        }
        return await self.perform(event, driver, order)
    }

    private static func end(of order: FieldOrder, _ now: UTCTime) throws(FieldRefusal) -> UTCTime {
        guard let until = order.until, until > now else { throw .badEnd("it lies in the past, or none is given") }
        guard until.milliseconds - now.milliseconds <= Self.longestOverrideMilliseconds else {
            throw .badEnd("at most 72 hours from now")
        }
        return until
    }

    /// Has a driver take an event, and says where its relay is when it is at rest again.
    func perform(_ event: RelayEvent, _ driver: RelayDriver, _ order: FieldOrder) async -> FieldOrderReport {
        guard let records = await driver.perform(event) else {
            return FieldOrderReport(
                order.action, "\(order.place)", isDone: false,
                "Nothing was done: the relay's task has ended or has too much to do. Look at the log, and try again.")
        }
        await driver.rest()
        let after = await driver.controller
        let isDone = order.action.isDone(after)
        let text = "\(order.place): \(after.state.control), output \(after.output)."
        let open = after.output == .open ? " NOT ISOLATED: test before touch." : ""
        return FieldOrderReport(
            order.action, "\(order.place)", isDone: isDone, (isDone ? "" : "Not done. ") + text + open,
            details: records.map(\.summary) + after.memory.holds.map { "in force: \($0.text)" })
    }
}

extension FieldOrder.Action {
    /// What was ordered shows in the relay's state; what was only heard is not done.
    func isDone(_ after: RelayController) -> Bool {
        switch self {
        case .override, .confirm: after.output == .closed || after.state.control == .readyForReconnection
        case .resume: !after.memory.holds.contains(where: \.awaitsPerson)
        case .clearLock: after.lock == nil
        case .placeTag, .removeTag, .pair: true
        }
    }
}
