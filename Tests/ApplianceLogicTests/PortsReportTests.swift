import FieldBus
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Appliance

@Suite("Ports report") struct PortsReportTests {
    private let system: FakeSystem
    private var folders: SystemFolders {
        SystemFolders(sys: self.system.path("sys"), dev: self.system.path("dev"), proc: self.system.path("proc"))
    }

    init() throws { self.system = try FakeSystem() }

    private func report(_ buses: String = "") throws -> PortsReport {
        try self.system.write("box.yaml", buses.isEmpty ? "buses: []" : "buses:\n\(buses)")
        return try PortsListing.report(
            configuration: URL(fileURLWithPath: self.system.path("box.yaml")), folders: self.folders)
    }

    /// The text without its line breaks, which depend on the length of the test's paths.
    private func flat(_ report: PortsReport) -> String {
        report.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func bus(_ name: String, _ port: String) -> String { "  - {name: \(name), port: \(port), devices: []}\n" }

    @Test("a port shows its adapter, names, driver, timer, holder with its lock, and bus")
    func facts() throws {
        try self.system.plug("ttyUSB0", socket: "1-1.3", serial: "A5069RR4")
        try self.system.write("sys/devices/usb/1-1.3/1-1.3:1.0/ttyUSB0/latency_timer", "16\n")
        let node = self.system.path("dev/ttyUSB0")
        try self.system.link("dev/serial/by-id/usb-FTDI_A5069RR4-if00-port0", to: "../../ttyUSB0")
        try self.system.write("proc/812/comm", "ModemManager\n")
        try self.system.link("proc/812/fd/7", to: node)
        let attributes = try FileManager.default.attributesOfItem(atPath: node)
        let inode = try #require(attributes[.systemFileNumber] as? Int)
        var status = stat()
        #expect(stat(node, &status) == 0)
        let (major, minor) = (status.st_dev >> 8 & 0xFFF, status.st_dev & 0xFF | status.st_dev >> 12 & 0xFFFF_FF00)
        let device = "\(Self.hexadecimal(major)):\(Self.hexadecimal(minor))"
        try self.system.write(
            "proc/locks",
            "1: POSIX  ADVISORY  READ 1 00:01:5 0 EOF\n1: -> FLOCK\n2: FLOCK  ADVISORY  WRITE 812 \(device):\(inode) 0 EOF\n"
        )
        let report = try self.report(self.bus("line-1", "{usb_serial: A5069RR4}"))
        #expect(report.exitCode == 1)
        let port = try #require(report.ports.first)
        #expect(report.ports.count == 1 && port.path == node && port.buses == ["line-1"])
        #expect(port.usb?.vendor == "0403" && port.usb?.serial == "A5069RR4" && port.usb?.path == "1-1.3")
        #expect(port.driver == "ftdi_sio" && port.latencyTimerMs == 16 && port.kernelRs485 == false)
        #expect(port.links == [self.system.path("dev/serial/by-id/usb-FTDI_A5069RR4-if00-port0")])
        #expect(port.holders == [HoldingProcess(pid: 812, program: "ModemManager", locks: true)])
        #expect(port.advice.count == 2 && port.advice[0].contains("systemctl disable --now ModemManager"))
        #expect(port.advice[1].contains("latency_timer"))
        #expect(self.flat(report).contains("bus line-1, HELD") && report.text.contains("To do:\n1. "))
        let json = try ReportJSON.line(port)
        for key in [
            "\"latency_timer_ms\":16", "\"kernel_rs485\":false", "\"unusable\":true", "\"program\":\"ModemManager\"",
        ] {
            #expect(json.contains(key), "\(key) in \(json)")
        }
    }

    private static func hexadecimal(_ number: UInt) -> String { String(format: "%02x", number) }

    @Test("the service itself holds a port by right, and a port without a bus may be held by anybody")
    func rightfulHolders() throws {
        try self.system.plug("ttyUSB0", socket: "1-1.3", serial: "A1")
        try self.system.plug("ttyUSB1", socket: "1-1.4", serial: "B2")
        for (pid, program, name) in [(10, "gridtally", "ttyUSB0"), (11, "minicom", "ttyUSB1")] {
            try self.system.write("proc/\(pid)/comm", "\(program)\n")
            try self.system.link("proc/\(pid)/fd/3", to: self.system.path("dev/\(name)"))
        }
        let report = try self.report(self.bus("line-1", "{usb_serial: A1, interface: 0}"))
        #expect(report.exitCode == 0)
        #expect(report.ports.map(\.unusable) == [false, false])
        let text = self.flat(report)
        #expect(text.contains("bus line-1, in use") && text.contains("no bus, in use"))
    }

    @Test("a configured port that is not there is a row of its own, with what is there and what to do")
    func missing() throws {
        try self.system.plug("ttyUSB0", socket: "1-1.3", serial: nil)
        let report = try self.report(self.bus("a", "{usb_serial: A9}") + self.bus("b", self.system.path("dev/ttyUSB5")))
        #expect(report.exitCode == 1)
        #expect(report.ports.map(\.present) == [true, false, false])
        #expect(report.ports[1].advice[0].contains("ttyUSB0 (no serial number, usb_path 1-1.3, interface 0)"))
        #expect(report.ports[2].advice[0].contains("is the adapter plugged in"))
        #expect(self.flat(report).contains("bus a, MISSING"))
    }

    @Test("a port that is named by its number is advised to be named by what does not change")
    func unstableName() throws {
        try self.system.plug("ttyUSB0", socket: "1-1.3", serial: "A1")
        let report = try self.report(self.bus("a", self.system.path("dev/ttyUSB0")))
        #expect(report.exitCode == 0)
        #expect(report.ports[0].advice.first?.contains("port: {usb_serial: A1, interface: 0}") == true)
        #expect(report.ports[0].buses == ["a"])
    }

    @Test("what this user may not open is told with the group to join")
    func permission() {
        let facts = PortFacts(path: "/dev/ttyUSB0", isReadable: false, isWritable: false, group: "dialout")
        let configured = ConfiguredPort(bus: "a", port: .path("/dev/ttyUSB0"), path: "/dev/ttyUSB0")
        let report = PortsReport(
            PortInventory(ports: [facts], configured: [configured], seesAllHolders: false), user: "crew")
        #expect(report.exitCode == 1)
        #expect(
            report.ports[0].advice == [
                "crew may not use /dev/ttyUSB0: usermod -aG dialout crew, then log in again or restart the service"
            ])
        #expect(report.text.contains("NO PERMISSION (group dialout)") && report.text.contains("run this as root"))
        let unused = PortsReport(PortInventory(ports: [facts]), user: "crew")
        #expect(unused.exitCode == 0)
    }

    @Test("ports whose chip is missing are left out, and every line fits 80 columns, whatever the texts")
    func width() throws {
        try self.system.plug("ttyUSB0", socket: "1-1.3.4.2.1", serial: String(repeating: "S 7", count: 20))
        try self.system.write("sys/class/tty/ttyS3/type", "0\n")
        try self.system.write("sys/class/tty/ttyS3/device/uevent", "")
        try self.system.write("sys/class/tty/ttyS0/type", "4\n")
        try self.system.write("sys/class/tty/ttyS0/device/uevent", "")
        try self.system.write("dev/ttyS0", "")
        let report = try self.report(self.bus("a", "{usb_path: 1-1.3.4.2.1}"))
        #expect(report.ports.count == 2)
        // Paths are never broken.
        let root = self.system.root.path.count
        for line in report.text.split(separator: "\n") { #expect(line.count <= 80 + root, "\(line)") }
        #expect(try self.report().exitCode == 0)
        let empty = PortsReport(PortInventory(ports: []), user: "crew")
        #expect(empty.exitCode == 0 && empty.text.contains("Plug an adapter in"))
    }
}
