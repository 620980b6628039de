import FieldBus
import Glibc
import Metering
import ModbusProtocol
import Platform
import Testing

@Suite("Ports", .timeLimit(.minutes(1)))
struct PortTests {
    /// What the bus says when it cannot open `path`.
    private func openingError(_ path: String) async throws -> BusError? {
        let bus = try Bus(configuration: serialConfiguration(path, []))
        return try await withRunningBus(bus) { bus in
            for await event in bus.events {
                if case .lost(let error) = event.kind { return error }
                if event.kind == .opened { return nil }
            }
            return nil
        }
    }

    @Test("a wrong path, a file that is no port and a port in use are told apart")
    func openingErrors() async throws {
        #expect(
            try await self.openingError("/dev/ttyGridTally9")
                == .portMissing(BusPlace(bus: "line", port: "/dev/ttyGridTally9")))
        #expect(try await self.openingError("/dev/null") == .notASerialPort(BusPlace(bus: "line", port: "/dev/null")))
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let holder = try Bus(configuration: serialConfiguration(line.path, []))
        try await withRunningBus(holder) { holder in
            _ = await first(of: holder.events) { $0.kind == .opened }
            let error = try await self.openingError(line.path)
            #expect(error == .portInUse(BusPlace(bus: "line", port: line.path)))
            #expect(error?.description.contains(line.path) == true)
        }
    }

    @Test("configurations that cannot work are refused before a port is touched")
    func configurations() throws {
        func check(_ transport: BusTransport, _ devices: [BusDevice] = []) -> BusError? {
            do throws(BusError) {
                try BusConfiguration(name: "a", transport: transport, devices: devices).check()
                return nil
            } catch { return error }
        }
        let place = BusPlace(bus: "a", port: "/dev/x")
        #expect(
            check(.serial(path: "/dev/x", baud: 9601, parity: .none, stopBits: 1)) == .unknownBaud(place, baud: 9601))
        #expect(
            check(.serial(path: "/dev/x", baud: 9600, parity: .none, stopBits: 3)) == .badStopBits(place, stopBits: 3))
        let good = BusTransport.serial(path: "/dev/x", baud: 9600, parity: .none, stopBits: 1)
        #expect(check(good) == nil)
        guard case .broadcastUnit = check(good, [try meter("m", unit: 0)]) else { throw Unexpected() }
        guard case .duplicateDevice = check(good, [try meter("m", unit: 1), try meter("n", unit: 1)]) else {
            throw Unexpected()
        }
    }

    @Test("meters at inputs of one counter share its unit; one input, another model or one name they do not")
    func sharedUnit() throws {
        func refused(_ devices: BusDevice...) -> Bool {
            do throws(BusError) {
                try serialConfiguration("/dev/x", devices).check()
                return false
            } catch {
                guard case .duplicateDevice = error else { return false }
                return true
            }
        }
        let (first, second) = (try pulses("a", input: 1), try pulses("b", input: 2))
        let (same, namesake) = (try pulses("b", input: 1), try pulses("a", input: 2))
        let (stranger, module) = (try meter("b", unit: 7), try relay("c", unit: 7))
        #expect(!refused(first, second))
        #expect(refused(first, same) && refused(first, namesake))
        #expect(refused(first, stranger) && refused(first, second, module))
    }

    @Test("two buses on one endpoint are refused, whatever the spelling")
    func endpoints() throws {
        let first = BusConfiguration(name: "a", transport: .tcp(host: "Gateway", port: 502), devices: [])
        let second = BusConfiguration(name: "b", transport: .tcp(host: "gateway", port: 502), devices: [])
        let third = BusConfiguration(name: "b", transport: .tcp(host: "gateway", port: 503), devices: [])
        #expect(throws: BusError.sharedEndpoint(BusPlace(bus: "b", port: "gateway:502"), other: "a")) {
            try BusConfiguration.check([first, second])
        }
        #expect(throws: Never.self) { try BusConfiguration.check([first, third]) }
        let framed = BusConfiguration(name: "b", transport: .rtuOverTCP(host: "gateway", port: 502), devices: [])
        #expect(throws: BusError.sharedEndpoint(BusPlace(bus: "b", port: "gateway:502"), other: "a")) {
            try BusConfiguration.check([first, framed])
        }
    }

    @Test("ptys are told from other files")
    func pseudoTerminals() throws {
        let line = try TestLine([:])
        defer { line.vanish() }
        #expect(Bus.isPseudoTerminal(path: line.path))
        #expect(!Bus.isPseudoTerminal(path: "/dev/null"))
        #expect(!Bus.isPseudoTerminal(path: "/nowhere"))
        #expect(SerialPorts.describe(path: line.path) == nil)
        #expect(SerialPorts.list().allSatisfy { !$0.path.hasPrefix("/dev/pts/") })
    }

    @Test("a port that vanishes is told, commands fail with the reason, and it is opened again when it is back")
    func vanishing() async throws {
        let link = "/tmp/gridtally-port-\(getpid())-\(MonotonicClock.nanoseconds)"
        let line = try TestLine([1: .meter])
        #expect(symlink(line.path, link) == 0)
        defer { unlink(link) }
        let bus = try Bus(configuration: serialConfiguration(link, [meter("house-1", unit: 1)]))
        try await withRunningBus(bus) { bus in
            #expect(await first(of: bus.samples) { $0.readings.first?.quality == .valid } != nil)
            unlink(link)
            line.vanish()
            let lost = await first(of: bus.events) { event in
                if case .lost = event.kind { true } else { false }
            }
            #expect(lost?.place.port == link)
            await #expect(throws: BusError.self) { try await bus.read(device: "house-1", fields: ["frequency"]) }
            let missing = await first(of: bus.samples) { $0.readings.first?.quality == .missing }
            #expect(missing?.readings.first?.rule?.contains(link) == true)
            #expect(!bus.statistics().isOpen)
            let again = try TestLine([1: .meter])
            defer { again.vanish() }
            #expect(symlink(again.path, link) == 0)
            #expect(await first(of: bus.events) { $0.kind == .opened } != nil)
            #expect(await first(of: bus.samples) { $0.readings.first?.quality == .valid } != nil)
            #expect(bus.statistics().openings == 2)
        }
    }
}

struct Unexpected: Error {}
