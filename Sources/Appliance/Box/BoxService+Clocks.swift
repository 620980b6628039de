import CanonicalCBOR
import DeviceProfiles
import FieldBus
import Ledger
import Logging
import Metering
import Platform

/// Keeps the meters' own clocks in step, where their profiles say how.
extension BoxService {
    /// Runs until cancelled. A scaled clock is no time for a meter: then this returns at once.
    func keepClocks() async {
        guard self.clock.isSystem else { return }
        var keepers: [String: ClockKeeper] = [:]
        while !Task.isCancelled {
            for point in self.points {
                guard let bus = self.buses[point.bus], let clock = bus.clockDescription(of: point.device) else {
                    continue
                }
                let seconds = self.intervalSeconds
                var keeper =
                    keepers[point.label] ?? ClockKeeper(intervalSeconds: seconds, canSet: clock.setting != nil)
                let now = UTCTime(milliseconds: self.clock.nowMilliseconds)
                if keeper.isDue(at: now) { await self.look(at: point, on: bus, &keeper) }
                keepers[point.label] = keeper
            }
            try? await Task.sleep(for: .seconds(5))
        }
    }

    private func look(at point: MeterPoint, on bus: Bus, _ keeper: inout ClockKeeper) async {
        let old: ClockReading
        do throws(ClockError) {
            old = try await bus.readClock(device: point.device)
        } catch {
            _ = keeper.look(.unreadable, at: UTCTime(milliseconds: self.clock.nowMilliseconds), isTrusted: false)
            return self.log.notice("clock of \(point.label): \(error)")
        }
        let now = UTCTime(milliseconds: self.clock.nowMilliseconds)
        let showing = self.showing(old, of: point)
        switch keeper.look(showing, at: now, isTrusted: SystemClock.isSynchronised) {
        case .leave: break
        case .alarm:
            self.log.warning("clock of \(point.label): \(showing), and it is not set now")
            await self.tell(showing, new: nil, of: point, at: now)
        case .set: await self.set(point, on: bus, keeper, old: showing)
        }
    }

    private func set(_ point: MeterPoint, on bus: Bus, _ keeper: ClockKeeper, old: ClockKeeper.Showing) async {
        // The nearest whole second when the command arrives.
        let now = UTCTime(milliseconds: self.clock.nowMilliseconds)
        let second = UTCTime(seconds: now.adding(milliseconds: 500).seconds)
        guard let time = ClockTime(CivilTime(second, offsetMinutes: self.clockOffset(of: point))) else { return }
        do throws(ClockError) {
            let new = self.showing(try await bus.setClock(device: point.device, to: time), of: point)
            if keeper.isInStep(new) {
                self.log.notice("clock of \(point.label): set; it was \(old), and now is \(new)")
            } else {
                self.log.error("clock of \(point.label): \(new) after it was set; look at the meter")
            }
            await self.tell(old, new: new, of: point, at: now)
        } catch {
            self.log.error("clock of \(point.label) was not set: \(error)")
            await self.tell(old, new: nil, of: point, at: now)
        }
    }

    /// Minutes east of UTC: as configured for the device, or the zone's.
    private func clockOffset(of point: MeterPoint) -> Int64 {
        let line = self.plan.configuration.buses.first { $0.name == point.bus }
        return line?.devices.first { $0.name == point.device }?.clockOffsetMinutes ?? self.clockOffsetMinutes
    }

    private func showing(_ reading: ClockReading, of point: MeterPoint) -> ClockKeeper.Showing {
        switch reading.showing {
        case .time(let time):
            let box = self.clock.milliseconds(atMonotonic: reading.monotonicNanoseconds)
            return .offset(time.millisecondsSinceEpoch(offsetMinutes: self.clockOffset(of: point)) - box)
        case .notSet: return .notSet
        case .malformed: return .unreadable
        }
    }

    private func tell(
        _ old: ClockKeeper.Showing, new: ClockKeeper.Showing?, of point: MeterPoint, at now: UTCTime
    ) async {
        let evidence = CBOR.array([.text("\(old)"), .optional(new.map { .text("\($0)") })]).encoded()
        await self.report(
            MeterEvent(
                meter: point.meter, time: now, kind: .clockDrift, value: old.milliseconds ?? 0, evidence: evidence),
            of: point)
    }
}

extension ClockKeeper.Showing: CustomStringConvertible {
    var milliseconds: Int64? { if case .offset(let offset) = self { offset } else { nil } }

    var description: String {
        switch self {
        case .offset(let offset): "\(offset.magnitude) ms \(offset < 0 ? "behind" : "ahead")"
        case .notSet: "not set"
        case .unreadable: "without a date"
        }
    }
}

extension Bus {
    fileprivate nonisolated func clockDescription(of device: String) -> ClockDescription? {
        self.configuration.devices.first { $0.name == device }?.profile.clock
    }
}
