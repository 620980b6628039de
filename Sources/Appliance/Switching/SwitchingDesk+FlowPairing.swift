import Enforcement
import FieldBus
import Ledger
import Logging
import Metering
import Platform

/// The guided trip of a valve, pump or gate, whose meter gives pulses.
extension SwitchingDesk {
    /// Between two rounds of looks, in nanoseconds of the zone's clock, and of the real one at least.
    private static let pause: (zone: Int64, least: Int64) = (1_000_000_000, 100_000_000)

    func pairByFlow(
        _ driver: RelayDriver, _ signed: SignedFieldOrder, _ name: String
    ) async throws -> FieldOrderReport {
        let label = driver.wiring.label
        var trial = FlowTrial(label: label, limits: await driver.controller.policy.flow)
        let pause = Duration.nanoseconds(max(Self.pause.least, Self.pause.zone / self.office.clock.scale))
        self.office.log.notice("\(label): pairing begins; a flow is waited for")
        let first = await self.looks()
        var step = trial.take(first, at: MonotonicClock.nanoseconds)
        do {
            while true {
                switch step {
                case .wait: try await Task.sleep(for: pause)
                case .open:
                    try await self.open(driver, .flow, "\(name): \(signed.order.reason)")
                    trial.opened(at: MonotonicClock.nanoseconds)
                case .close:
                    try await self.close(driver)
                    trial.closed(at: MonotonicClock.nanoseconds)
                case .over(let verdict):
                    return try await self.conclude(verdict, trial.seen, driver, signed, name)
                }
                let sights = await self.looks(silent: first)
                // What was counted after the contact had closed by itself says nothing.
                if trial.isOpen, await !driver.isInTrial { throw await Self.closedEarly(driver) }
                step = trial.take(sights, at: MonotonicClock.nanoseconds)
            }
        } catch {
            // Who gives up leaves nothing shut.
            _ = await driver.perform(.trialSeen)
            throw error
        }
    }

    private func close(_ driver: RelayDriver) async throws {
        let isWhole = await driver.isInTrial
        _ = await driver.perform(.trialSeen)
        await driver.rest()
        guard isWhole else { throw await Self.closedEarly(driver) }
        let output = await driver.controller.output
        guard output == .closed else {
            throw FieldRefusal.notPaired("the relay does not close again, it reads \(output): look at it")
        }
    }
}
