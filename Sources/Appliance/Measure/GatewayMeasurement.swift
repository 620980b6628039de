import DeviceProfiles
import FieldBus
import Metering
import Platform
import Synchronization

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
        let tallies = (0..<self.gateways).map { _ in Tally() }
        let buses = try (0..<self.gateways).map { gateway in
            let tally = tallies[gateway]
            return try Bus(
                configuration: BusConfiguration(
                    name: "gateway-\(gateway)", transport: .tcp(host: self.host, port: self.port + gateway),
                    devices: (1...self.units).map {
                        BusDevice(name: "meter-\($0)", unit: UInt8($0), profile: profile, polled: polled)
                    }), onSample: { tally.add($0) })
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for bus in buses { group.addTask { await bus.run() } }
            do {
                let figures = try await self.measure(tallies)
                group.cancelAll()
                try await group.waitForAll()
                return figures
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    /// Looks at nothing but numbers meanwhile: hundreds of busy threads leave little time for anybody else.
    private func measure(_ tallies: [Tally]) async throws -> GatewayFigures {
        let rounds = 2 * self.units
        try await Story().wait(for: "answers of every unit", seconds: 60) {
            tallies.allSatisfy { $0.good.load(ordering: .relaxed) >= rounds } ? () : nil
        }
        func good() -> Int { tallies.reduce(0) { $0 + $1.good.load(ordering: .relaxed) } }
        func failed() -> Int { tallies.reduce(0) { $0 + $1.failed.load(ordering: .relaxed) } }
        let (before, failedBefore, start) = (good(), failed(), MonotonicClock.nanoseconds)
        let processor = ProcessUsage.ownProcessorNanoseconds
        try await Task.sleep(for: .seconds(self.seconds))
        let (after, failedAfter, end) = (good(), failed(), MonotonicClock.nanoseconds)
        return GatewayFigures(
            self, transactions: after - before, failures: failedAfter - failedBefore,
            elapsedNanoseconds: end - start, processorNanoseconds: ProcessUsage.ownProcessorNanoseconds - processor)
    }

    /// Samples of one bus, each of one exchange, by whether every value came. Every reading is made and looked at.
    private final class Tally: Sendable {
        let good = Atomic(0)
        let failed = Atomic(0)

        func add(_ sample: DeviceSample) {
            if sample.readings.allSatisfy({ $0.quality == .valid }) {
                self.good.add(1, ordering: .relaxed)
            } else {
                self.failed.add(1, ordering: .relaxed)
            }
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
