import FieldBus
import Foundation
import StrictYAML
import Testing

@testable import Appliance

@Suite("Ports in a configuration") struct PortConfigurationTests {
    private func line(_ keys: String) throws -> BoxConfiguration.Line {
        let text = "buses:\n  - name: a\n    devices: []\n" + keys.split(separator: "\n").map { "    \($0)\n" }.joined()
        let file = FileManager.default.temporaryDirectory.appending(path: "gridtally-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try BoxConfiguration.lines(of: file).lines[0]
    }

    @Test("a port is a path, or an adapter by its serial number or socket")
    func names() throws {
        #expect(try self.line("port: /dev/ttyUSB0").transport.serialPort == .path("/dev/ttyUSB0"))
        let serial = try self.line("port: {usb_serial: A5069RR4, interface: 0}")
        #expect(serial.transport.serialPort == .usb(USBPortIdentity(serial: "A5069RR4", interface: 0)))
        #expect(serial.transport.name == "usb_serial A5069RR4, interface 0")
        let path = try self.line("port: {usb_path: 1-1.3, vendor: 0403, product: \"0x6001\"}")
        #expect(
            path.transport.serialPort == .usb(USBPortIdentity(path: "1-1.3", vendor: 0x0403, product: 0x6001)))
    }

    @Test("framing, RS-485 mode and latency timer are read, and have a default")
    func options() throws {
        let plain = try self.line("port: /dev/ttyUSB0")
        #expect(plain.serialOptions == SerialOptions(rs485: .unchanged, shortensLatency: true))
        let serial = try self.line("port: x\nlatency_timer: unchanged\nrs485: {rts: after_send, delay_after_ms: 2}")
        #expect(
            serial.serialOptions
                == SerialOptions(
                    rs485: .on(RS485Mode(rts: .afterSend, delayBeforeMilliseconds: 0, delayAfterMilliseconds: 2)),
                    shortensLatency: false))
        #expect(try self.line("port: x\nrs485: off").serialOptions.rs485 == .off)
        #expect(try self.line("host: h").transport == .tcp(host: "h", port: 502))
        #expect(try self.line("host: h\ntcp_port: 4001\nframing: rtu").transport == .rtuOverTCP(host: "h", port: 4001))
    }

    @Test(
        "what makes no sense is refused where it stands",
        arguments: [
            ("port: {interface: 0}", "neither usb_serial nor usb_path"),
            ("port: {usb_serial: A, vendor: 403}", "four hexadecimal digits"),
            ("port: {usb_serial: A, vendor: +403}", "four hexadecimal digits"),
            ("port: {usb_serial: A, interface: 256}", "from 0 to 255"),
            ("port: {usb_serial: A, baud: 9600}", "unknown key `baud`"),
            ("port: [a]", "found a list"),
            ("port: x\nrs485: on", "`on`"),
            ("port: x\nrs485: {delay_before_ms: 1}", "`rts` is missing"),
            ("port: x\nrs485: {rts: always}", "`always`"),
            ("port: x\nrs485: {rts: on_send, delay_before_ms: 101}", "from 0 to 100"),
            ("port: x\nlatency_timer: 1", "`1`"),
            ("port: x\nframing: rtu", "the bus has a serial port and no host"),
            ("port: x\ntcp_port: 502", "the bus has a serial port and no host"),
            ("host: h\nframing: ascii", "`ascii`"),
            ("host: h\nbaud: 9600", "the bus has a host and no serial port"),
            ("host: h\nport: x", "the bus has a host and no serial port"),
            ("host: h\nrs485: off", "the bus has a host and no serial port"),
            ("baud: 9600", "`port` is missing"),
        ])
    func refusals(keys: String, message: String) throws {
        let error = #expect(throws: YAMLError.self) { try self.line(keys) }
        #expect(
            error.map { "\($0)".contains(message) && "\($0)".contains(".yaml:") } == true,
            "\(String(describing: error))")
    }
}
