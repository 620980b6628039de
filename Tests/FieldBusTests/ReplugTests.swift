import FieldBus
import Glibc
import Metering
import ModbusProtocol
import Platform
import Testing

@Suite("Replugging", .timeLimit(.minutes(1)))
struct ReplugTests {
    /// As /dev/serial/by-id: a folder that goes away with its last name.
    private let folder = "/tmp/gridtally-replug-\(getpid())-\(MonotonicClock.nanoseconds)"
    private var link: String { "\(self.folder)/by-id/adapter" }

    private func bus() throws -> Bus {
        var settings = testSettings()
        // What was under way when the port went is not to keep the unit from being asked in the next round.
        settings.quarantine = 1_000_000
        return try Bus(configuration: serialConfiguration(self.link, [meter("house-1", unit: 1)], settings: settings))
    }

    private func plug(_ path: String) {
        mkdir(self.folder, 0o755)
        mkdir("\(self.folder)/by-id", 0o755)
        #expect(symlink(path, self.link) == 0)
    }

    private func unplug() {
        unlink(self.link)
        rmdir("\(self.folder)/by-id")
    }

    private func removeAll() {
        self.unplug()
        rmdir(self.folder)
    }

    @Test("polling goes on within 0.2 s of the return of the port's name, each time on another node")
    func rounds() async throws {
        defer { self.removeAll() }
        var delays: [Int64] = []
        try await withRunningBus(try self.bus()) { bus in
            for _ in 0..<5 {
                // Five attempts in vain: the next one by time alone would be 0.8 s away.
                for _ in 0..<5 { _ = await first(of: bus.samples) { $0.readings[0].quality == .missing } }
                let line = try TestLine([1: .meter])
                let back = MonotonicClock.nanoseconds
                self.plug(line.path)
                let sample = await first(of: bus.samples) {
                    $0.readings[0].quality == .valid && $0.readings[0].monotonicNanoseconds > back
                }
                delays.append(try #require(sample?.readings[0].monotonicNanoseconds) - back)
                self.unplug()
                line.vanish()
            }
        }
        #expect(delays.sorted()[2] < 200_000_000, "nanoseconds to the first answer: \(delays)")
    }

    @Test("a name that leads to another port is followed at once, although the old port still looks alive")
    func moved() async throws {
        defer { self.removeAll() }
        var other = TestDevice.meter
        other.set(0, [0, 77])
        let (old, new) = (try TestLine([1: .meter]), try TestLine([1: other]))
        defer {
            old.vanish()
            new.vanish()
        }
        self.plug(old.path)
        try await withRunningBus(try self.bus()) { bus in
            #expect(await first(of: bus.samples) { $0.readings[0].value == 1_500_000 } != nil)
            #expect(symlink(new.path, "\(self.folder)/new") == 0)
            rename("\(self.folder)/new", self.link)
            #expect(await first(of: bus.samples) { $0.readings[0].value == 77 } != nil)
            #expect(bus.statistics().openings == 2)
        }
    }

    @Test("a name that is gone closes the port with the reason, although the port still looks alive")
    func gone() async throws {
        defer { self.removeAll() }
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        self.plug(line.path)
        try await withRunningBus(try self.bus()) { bus in
            #expect(await first(of: bus.samples) { $0.readings[0].quality == .valid } != nil)
            self.unplug()
            let lost = await first(of: bus.events) { event in
                if case .lost = event.kind { true } else { false }
            }
            #expect(lost?.kind == .lost(.portLost(BusPlace(bus: "line", port: self.link), code: ENODEV)))
            #expect(!bus.statistics().isOpen && bus.statistics().openings == 1)
        }
    }
}
