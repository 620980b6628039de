import Enforcement
import FieldBus
import Foundation
import Platform

extension ReportMaker {
    func buses() async -> [BusReport] {
        var reports: [BusReport] = []
        let relays = await self.relays()
        for line in self.configuration.buses {
            guard let statistics = self.box.buses[line.name]?.statistics() else { continue }
            var devices: [DeviceReport] = []
            for (device, counts) in zip(line.devices, statistics.devices) {
                let answer = await self.box.lastAnswer(bus: line.name, device: device.name)
                devices.append(
                    DeviceReport(
                        name: device.name, unit: Int(device.unit), profile: device.profile, meter: device.meter,
                        isCommunicating: !counts.isSilent,
                        lastAnswerSeconds: answer.map { Double(MonotonicClock.nanoseconds - $0) / 1e9 },
                        relay: device.meter.flatMap { relays[$0] }))
            }
            reports.append(
                BusReport(
                    name: line.name, port: line.transport.name,
                    state: await self.box.busStates[line.name] ?? "not open yet",
                    transactions: statistics.devices.reduce(0) { $0 + $1.transactions },
                    timeOuts: statistics.devices.reduce(0) { $0 + $1.timeouts },
                    checksumErrors: statistics.devices.reduce(0) { $0 + $1.damagedAnswers },
                    exceptions: statistics.devices.reduce(0) { $0 + $1.exceptions }, devices: devices))
        }
        return reports
    }

    private func relays() async -> [String: String] {
        var states: [String: String] = [:]
        for driver in await self.box.drivers { states[driver.wiring.label] = "\(await driver.output)" }
        return states
    }
}
