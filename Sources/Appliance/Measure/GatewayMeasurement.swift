import DeviceProfiles
import FieldBus
import Metering
import Platform

/// `gridtally measure tcp`: polls Modbus TCP gateways as fast as they answer, one bus for each connection.
///
/// The gateways are another process, on ports that follow each other; each has units from 1 up, and every unit answers
/// function 4 from address 0. scripts/benchmark runs a plain libmodbus loop against the same ones.
public struct GatewayMeasurement: Sendable {
    public var host: String
    /// Of the first gateway; each next one has the next.
    public var port: Int
    public var gateways: Int
    public var units: Int
    /// Input registers of each unit, read as 32-bit floating-point quantities in one request; even.
    public var registers: Int
    public var seconds: Double

    public init(host: String, port: Int, gateways: Int, units: Int, registers: Int, seconds: Double) {
        (self.host, self.port, self.gateways, self.units) = (host, port, gateways, units)
        (self.registers, self.seconds) = (registers, seconds)
    }

    public func run() async throws -> GatewayFigures {
        let profile = try DeviceProfile(yaml: self.profile, file: "measure")
        let polled = profile.fields.map { PolledField(field: $0, periodNanoseconds: 1) }
        let buses = try (0..<self.gateways).map { gateway in
            try Bus(
                configuration: BusConfiguration(
                    name: "gateway-\(gateway)", transport: .tcp(host: self.host, port: self.port + gateway),
                    devices: (1...self.units).map {
                        BusDevice(name: "meter-\($0)", unit: UInt8($0), profile: profile, polled: polled)
                    }))
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for bus in buses {
                group.addTask { await bus.run() }
                group.addTask { for await _ in bus.samples {} }
            }
            defer { group.cancelAll() }
            try await Story().wait(for: "answers of every unit", seconds: 60) {
                buses.allSatisfy { $0.statistics().devices.allSatisfy { $0.answers > 1 } } ? () : nil
            }
            let (before, start) = (buses.map { $0.statistics() }, MonotonicClock.nanoseconds)
            let processor = ProcessUsage.ownProcessorNanoseconds
            try await Task.sleep(for: .seconds(self.seconds))
            let (after, end) = (buses.map { $0.statistics() }, MonotonicClock.nanoseconds)
            return GatewayFigures(
                self, from: before, to: after, elapsedNanoseconds: end - start,
                processorNanoseconds: ProcessUsage.ownProcessorNanoseconds - processor)
        }
    }

    private var profile: String {
        let fields = stride(from: 0, to: self.registers - 1, by: 2).map {
            "  - {name: quantity.r\($0), address: \($0), unit: V}\n"
        }
        return """
            profile: measured-meter
            vendor: none
            model: none
            kind: meter
            requests: {maximum_registers: 125, alignment: 2}
            defaults: {table: input, type: f32, order: ABCD}
            fields:
            \(fields.joined())
            sources: [this measurement]
            """
    }
}
