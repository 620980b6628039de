import DeviceProfiles
import FieldBus
import Foundation
import LineDiagnostics
import ModbusProtocol
import Platform

/// `gridtally why`: the last exchanges with a unit, why its values are as they are, and what to do.
public struct Why: Sendable {
    /// How often a unit is asked that nobody has asked before; fewer silences in a row say enough.
    private static let rounds = 4
    private static let silences = 3

    private let line: ChosenLine
    private let target: MeterTarget
    private let count: Int
    private let json: Bool

    /// - Parameter count: exchanges that are shown.
    /// - Throws: where no meter was named.
    public init(_ line: ChosenLine, exchanges count: Int, json: Bool) throws {
        guard let target = line.target else { throw MeterNameError.empty }
        (self.line, self.target, self.count, self.json) = (line, target, count, json)
    }

    /// - Returns: the exit code: 1 where something is wrong.
    public func run() async throws -> Int32 {
        var report: WhyReport
        switch self.line.lender {
        case .service(let client):
            report = try await self.told(by: client)
            if report.exchanges.isEmpty {
                // Nobody polls it: the line is lent for a few questions, and the service keeps what came of them.
                _ = try await self.ask()
                report = try await self.told(by: client)
            }
        case .ownPort(let bus):
            let records = try await self.ask()
            let transport = bus.configuration.transport
            report = WhyReport(
                bus: self.line.bus, port: transport.name, parameters: transport.parameters,
                timing: transport.timing(strictCharacters: bus.configuration.strictCharacters),
                unit: self.target.unit,
                profile: try self.profile, records: records,
                offset: RealtimeClock.nanoseconds - MonotonicClock.nanoseconds)
        }
        report.device = report.device ?? self.target.meter?.device
        report.meter = report.meter ?? self.target.meter?.label
        report.serial = self.target.meter?.serial
        print(self.json ? try ReportJSON.line(report) : WhyText.text(of: report, exchanges: self.count))
        return report.isGood && report.doubts.isEmpty && !report.findings.contains(where: \.isFault)
            ? 0 : ExitStatus.found
    }

    private func told(by client: ControlClient) async throws -> WhyReport {
        let bus = ControlClient.part(self.target.bus)
        return try await client.get("/api/v1/why?bus=\(bus)&unit=\(self.target.unit)")
    }

    private var profile: DeviceProfile? {
        get throws { try self.line.profile(of: self.target.meter) }
    }

    /// Asks for what its model has, or for the first register of both tables where nothing is known of it.
    private func ask() async throws -> [LineRecord] {
        var requests =
            try self.profile.map { profile in
                WatchFields(profile).all.compactMap { ModbusRequest(RegisterQuestion($0)) }
            } ?? []
        if requests.isEmpty {
            requests = [
                .readHoldingRegisters(address: 0, count: 1), .readInputRegisters(address: 0, count: 1),
            ]
        }
        var records: [LineRecord] = []
        for round in 0..<max(Self.rounds, requests.count) {
            let question = LineQuestion(unit: self.target.unit, request: requests[round % requests.count])
            records.append(try await self.line.access.ask(question))
            if records.count == Self.silences, records.allSatisfy({ $0.outcome == .silent }) { break }
        }
        return records
    }
}
