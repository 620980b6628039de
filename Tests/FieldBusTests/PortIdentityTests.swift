import FieldBus
import Foundation
import Glibc
import Metering
import ModbusProtocol
import TestSupport
import Testing

@Suite("Ports by identity and their options", .timeLimit(.minutes(1)))
struct PortIdentityTests {
    private let system: FakeSystem
    private var folders: SystemFolders {
        SystemFolders(sys: self.system.path("sys"), dev: self.system.path("dev"), proc: self.system.path("proc"))
    }

    init() throws { self.system = try FakeSystem() }

    private func configuration(
        _ port: SerialPortName, name: String = "line", _ options: SerialOptions = SerialOptions()
    ) throws -> BusConfiguration {
        var settings = testSettings()
        settings.quarantine = 1_000_000
        return BusConfiguration(
            name: name, transport: .serial(port: port, baud: 115_200, parity: .even, stopBits: 1),
            devices: [try meter("house-1", unit: 1)], settings: settings, serialOptions: options)
    }

    private func bus(_ port: SerialPortName, _ options: SerialOptions = SerialOptions()) throws -> Bus {
        try Bus(configuration: self.configuration(port, options), world: SystemWorld(folders: self.folders))
    }

    /// The first event of a bus that does not say that it is open.
    private func firstEvent(_ port: SerialPortName, _ options: SerialOptions = SerialOptions()) async throws
        -> BusEvent.Kind?
    {
        try await withRunningBus(self.bus(port, options)) { bus in
            await first(of: bus.events) { $0.kind != .opened }?.kind
        }
    }

    @Test("an adapter is found by its serial number, and again when it comes back under another name")
    func replugged() async throws {
        let line = try TestLine([1: .meter])
        try self.system.plug("ttyUSB0", socket: "1-1.2", serial: "A1", node: line.path)
        try self.system.plug("ttyUSB7", socket: "1-1.4", serial: "B2")
        try await withRunningBus(self.bus(.usb(USBPortIdentity(serial: "A1")))) { bus in
            #expect(await first(of: bus.samples) { $0.readings[0].value == 1_500_000 } != nil)
            try self.system.unplug("ttyUSB0")
            line.vanish()
            #expect(await first(of: bus.samples) { $0.readings[0].quality == .missing } != nil)
            let again = try TestLine([1: .meter])
            defer { again.vanish() }
            try self.system.plug("ttyUSB1", socket: "1-1.3", serial: "A1", node: again.path)
            #expect(await first(of: bus.samples) { $0.readings[0].quality == .valid } != nil)
            #expect(bus.statistics().openings == 2)
        }
    }

    @Test("an adapter that is missing, or named as two, is told with what is there")
    func errors() async throws {
        let place = BusPlace(bus: "line", port: "usb_serial A9, interface 0")
        let wanted = SerialPortName.usb(USBPortIdentity(serial: "A9", interface: 0))
        #expect(try await self.firstEvent(wanted) == .lost(.usbPortMissing(place, present: [])))
        try self.system.plug("ttyUSB0", socket: "1-1", serial: "A1", interface: 0)
        try self.system.plug("ttyUSB1", socket: "1-1", serial: "A1", interface: 1)
        let missing = try await self.firstEvent(wanted)
        guard case .lost(.usbPortMissing(_, let present)) = missing else { throw Unexpected() }
        #expect(present.count == 2 && present[0].contains("ttyUSB0 (usb_serial A1, usb_path 1-1, interface 0)"))
        let both = try await self.firstEvent(.usb(USBPortIdentity(serial: "A1")))
        guard case .lost(.usbPortAmbiguous(_, let matching)) = both else { throw Unexpected() }
        #expect(matching.count == 2)
        // One of two is clear, and it is no port.
        let one = try await self.firstEvent(.usb(USBPortIdentity(path: "1-1", vendor: 0x0403, interface: 1)))
        guard case .lost(.notASerialPort) = one else { throw Unexpected() }
        guard
            case .lost(.usbPortMissing) = try await self.firstEvent(
                .usb(USBPortIdentity(serial: "A1", product: 0x6015)))
        else { throw Unexpected() }
    }

    @Test("two buses on one port are found, by whatever they name it")
    func endpoints() throws {
        try self.system.plug("ttyUSB0", socket: "1-1.2", serial: "A1")
        try self.system.link("dev/serial/by-id/usb-A1", to: self.system.path("dev/ttyUSB0"))
        let names: [SerialPortName] = [
            .usb(USBPortIdentity(serial: "A1")), .usb(USBPortIdentity(path: "1-1.2")),
            .path(self.system.path("dev/serial/by-id/usb-A1")),
        ]
        let a = try self.configuration(names[0], name: "a")
        for name in names {
            let b = try self.configuration(name, name: "b")
            #expect(throws: BusError.sharedEndpoint(BusPlace(bus: "b", port: name.description), other: "a")) {
                try BusConfiguration.check([a, b], folders: self.folders)
            }
        }
        let other = try self.configuration(.usb(USBPortIdentity(serial: "B2")), name: "b")
        #expect(throws: Never.self) { try BusConfiguration.check([a, other], folders: self.folders) }
    }

    @Test(
        "a driver without the kernel's RS-485 mode is told with advice",
        arguments: [SerialOptions.RS485.off, .on(RS485Mode(rts: .onSend, delayBeforeMilliseconds: 1))])
    func noRS485(mode: SerialOptions.RS485) async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let event = try await self.firstEvent(.path(line.path), SerialOptions(rs485: mode))
        #expect(event == .lost(.noRS485Mode(BusPlace(bus: "line", port: line.path), code: ENOTTY)))
        guard case .lost(let error) = event else { throw Unexpected() }
        #expect(error.description.contains("remove `rs485`"))
    }

    /// A file of the kernel that nobody may write, not even the administrator, and that holds a number.
    private static let readOnly = "/proc/sys/kernel/ngroups_max"

    @Test("an adapter's latency timer is set to 1 ms, unless it is to be left alone")
    func latencyTimer() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let file = "sys/class/tty/\(try #require(line.path.split(separator: "/").last))/device/latency_timer"
        for (shortens, found) in [(false, "16\n"), (true, "1\n")] {
            try self.system.write(file, "16\n")
            try await withRunningBus(self.bus(.path(line.path), SerialOptions(shortensLatency: shortens))) { bus in
                #expect(await first(of: bus.events) { _ in true }?.kind == .opened)
            }
            #expect(try String(contentsOfFile: self.system.path(file), encoding: .utf8) == found)
        }
        try self.system.remove(file)
        try self.system.link(file, to: Self.readOnly)
        let event = try await self.firstEvent(.path(line.path))
        guard case .slowAdapter(let milliseconds)? = event, let event else { throw Unexpected() }
        #expect(milliseconds > 1)
        let text = BusEvent(place: BusPlace(bus: "line", port: "x"), kind: event, monotonicNanoseconds: 0).description
        #expect(text.contains("/etc/udev/rules.d") && text.contains("latency_timer"))
    }
}
