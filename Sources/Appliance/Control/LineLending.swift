import FieldBus
import Foundation
import LineDiagnostics
import ModbusProtocol
import Platform

/// Lends the service's lines to tools: one exchange at a time, between the bus's own polls.
///
/// A tool that goes away leaves nothing behind: an exchange ends by itself, and the bus sets its own parameters again
/// before it does anything else.
struct LineLending: Sendable {
    let box: BoxService
    private let borrowers = Guarded<[String: Int]>([:])

    init(box: BoxService) { self.box = box }

    func buses() async -> LinesReport {
        let configuration = self.box.plan.configuration
        var lines: [LineReport] = []
        for line in configuration.buses {
            var devices: [NamedMeter] = []
            for device in line.devices {
                var meter = NamedMeter(device, bus: line.name)
                if meter.serial == nil { meter.serial = await self.box.serial(bus: line.name, device: device.name) }
                devices.append(meter)
            }
            lines.append(
                LineReport(
                    name: line.name, port: line.transport.name, device: line.transport.realPath,
                    parameters: line.transport.parameters, strictCharacters: line.strictCharacters, devices: devices,
                    cableOrder: line.cableOrder))
        }
        return LinesReport(profiles: configuration.profiles.path, data: configuration.data.path, buses: lines)
    }

    func ask(_ name: String, _ question: LineQuestion) async throws -> LineRecord {
        let bus = try self.bus(name)
        try LoanTerms.check(question, on: bus.configuration)
        return try await self.lend(name) { try await bus.ask(question) }
    }

    func listen(_ name: String, _ order: ListenOrder) async throws -> LineRecording {
        let bus = try self.bus(name)
        try LoanTerms.check(listening: order.nanoseconds, order.parameters)
        return try await self.lend(name) {
            try await bus.listen(nanoseconds: order.nanoseconds, parameters: order.parameters)
        }
    }

    func bus(_ name: String) throws(LoanRefusal) -> Bus {
        guard let bus = self.box.buses[name] else { throw .noSuchBus(name, known: self.box.buses.keys.sorted()) }
        return bus
    }

    func lend<Result>(_ bus: String, _ body: () async throws -> Result) async throws -> Result {
        let isFree = self.borrowers.withLock { counts in
            guard counts[bus, default: 0] < LoanTerms.mostBorrowers else { return false }
            counts[bus, default: 0] += 1
            return true
        }
        guard isFree else { throw LoanRefusal.tooManyBorrowers(bus: bus) }
        defer { self.borrowers.withLock { $0[bus, default: 1] -= 1 } }
        return try await body()
    }
}

extension BusTransport {
    /// Where a serial port's path leads now; nil on TCP.
    var realPath: String? {
        switch self.serialPort {
        case .path(let path)?: URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        case .usb?: self.deviceFile() ?? self.name
        case nil: nil
        }
    }
}
