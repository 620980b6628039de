import DeviceProfiles
import FieldBus
import Foundation
import LineDiagnostics
import Metering
import ModbusProtocol
import Platform

extension ReportMaker {
    /// The last exchanges with a unit of a bus, and why its values are as they are.
    func why(bus name: String?, unit: UInt64?) async throws -> WhyReport {
        guard let name, let unit = unit.flatMap({ UInt8(exactly: $0) }), unit > 0 else {
            throw RequestRefusal(kind: .badRequest, description: "bus and unit (1 to 255) have to be given")
        }
        guard let line = self.configuration.buses.first(where: { $0.name == name }), let bus = self.box.buses[name]
        else {
            let known = self.configuration.buses.map(\.name).joined(separator: ", ")
            throw RequestRefusal(kind: .notFound, description: "there is no bus \(name); this box has: \(known)")
        }
        let device = bus.configuration.devices.first { $0.unit == unit }
        let now = MonotonicClock.nanoseconds
        var report = WhyReport(
            bus: name, port: line.transport.name, parameters: line.transport.parameters,
            timing: line.transport.timing(strictCharacters: line.strictCharacters), unit: unit,
            profile: device?.profile, records: bus.lastExchanges(unit: unit), offset: RealtimeClock.nanoseconds - now)
        report.busState = await self.box.busStates[name] ?? "not open yet"
        guard let device else { return report }
        report.device = device.name
        report.meter = line.devices.first { $0.unit == unit }?.meter
        let statistics = BusStatisticsReport(bus.statistics(), line, state: report.busState, now: now)
        report.take(statistics)
        let values = await self.box.latest.of(bus: name, device: device.name).values
        report.doubts = values.compactMap { ValueDoubt($0.newest, now: now) }.sorted { $0.name < $1.name }
        return report
    }
}

extension WhyReport {
    /// What exchanges tell by themselves.
    ///
    /// - Parameters:
    ///   - parameters: of the line; nil on TCP.
    ///   - records: oldest first.
    ///   - offset: CLOCK_REALTIME minus the records' clock, in nanoseconds.
    init(
        bus: String, port: String, parameters: LineParameters?, timing: LineTiming, unit: UInt8,
        profile: DeviceProfile?, records: [LineRecord], offset: Int64
    ) {
        let verdict = UnitVerdict(records, unit: unit, parameters: parameters)
        self.init(
            bus: bus, port: port, unit: Int(unit), profile: profile?.name, busState: "open",
            isGood: verdict.isGood, summary: verdict.summary, advice: verdict.advice, doubts: [], findings: [],
            exchanges: records.map { ExchangeStory($0, timing: timing, profile: profile, offset: offset) })
    }

    fileprivate mutating func take(_ statistics: BusStatisticsReport) {
        guard let unit = statistics.units.first(where: { $0.unit == self.unit }) else { return }
        self.isCommunicating = unit.isCommunicating
        self.nextProbeSeconds = unit.nextProbeSeconds
        self.lastAnswerSeconds = unit.lastAnswerSeconds
        self.timeoutMilliseconds = unit.timeoutMilliseconds
        self.findings = statistics.findings.filter { $0.unit == self.unit || $0.unit == nil }
        if !unit.isCommunicating { self.isGood = false }
    }
}
