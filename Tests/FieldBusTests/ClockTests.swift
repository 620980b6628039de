import DeviceProfiles
import FieldBus
import ModbusProtocol
import Testing

@Suite("Clocks of meters", .timeLimit(.minutes(1)))
struct ClockTests {
    private func time() throws -> ClockTime {
        try #require(ClockTime(year: 2026, month: 2, day: 28, hour: 23, minute: 59, millisecond: 58_000))
    }

    private static func isRefused(_ bus: Bus, _ device: String, _ time: ClockTime) async -> Bool {
        do {
            _ = try await bus.setClock(device: device, to: time)
            return false
        } catch {
            return true
        }
    }

    private func device(_ profile: DeviceProfile) -> BusDevice {
        BusDevice(name: "house-1", unit: 1, profile: profile, polled: [])
    }

    @Test("a clock is read, set by the profile's command, and read back")
    func setting() async throws {
        let line = try TestLine([1: .clockMeter])
        defer { line.vanish() }
        let device = self.device(try TestProfiles.clockMeter())
        let bus = try Bus(configuration: serialConfiguration(line.path, [device]))
        let time = try self.time()
        try await withRunningBus(bus) { bus in
            let before = try await bus.readClock(device: "house-1")
            #expect(before.showing == .notSet)
            let after = try await bus.setClock(device: "house-1", to: time)
            #expect(after.showing == .time(time))
            line.change(1) { $0.setsClock = false }
            #expect(await Self.isRefused(bus, "house-1", time))
            #expect(await Self.isRefused(bus, "house-2", time))
        }
    }

    @Test("a clock that the profile cannot set is never written")
    func readOnly() async throws {
        let line = try TestLine([1: .clockMeter])
        defer { line.vanish() }
        let device = self.device(try TestProfiles.clockMeter(canBeSet: false))
        let bus = try Bus(configuration: serialConfiguration(line.path, [device]))
        let time = try self.time()
        try await withRunningBus(bus) { bus in
            #expect(await Self.isRefused(bus, "house-1", time))
            line.change(1) { device in
                #expect(!device.requests.contains { $0.function == .writeRegisters })
            }
        }
    }
}
