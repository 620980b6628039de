import FieldBus
import Foundation
import ModbusProtocol
import Platform

extension ReportMaker {
    /// Statistics of every bus, or of one.
    func statistics(bus name: String?) async throws -> [BusStatisticsReport] {
        let lines = self.configuration.buses.filter { name == nil || $0.name == name }
        guard !lines.isEmpty || name == nil else {
            let known = self.configuration.buses.map(\.name).joined(separator: ", ")
            throw RequestRefusal(
                kind: .notFound, description: "there is no bus \(name ?? ""); this box has: \(known)")
        }
        var reports: [BusStatisticsReport] = []
        for line in lines {
            guard let statistics = self.box.buses[line.name]?.statistics() else { continue }
            reports.append(
                BusStatisticsReport(
                    statistics, line, state: await self.box.busStates[line.name] ?? "not open yet",
                    now: MonotonicClock.nanoseconds))
        }
        return reports.sorted { ($0.worst, $1.name) > ($1.worst, $0.name) }
    }
}

extension BusStatisticsReport {
    init(_ statistics: BusStatistics, _ line: BoxConfiguration.Line, state: String, now: Int64) {
        let running = Double(max(1, statistics.runningNanoseconds))
        var latencies = LatencyHistogram()
        for device in statistics.devices { latencies.add(device.latencies) }
        self.init(
            name: line.name, port: line.transport.name, isSerial: line.transport.isSerial, state: state,
            runningSeconds: Double(statistics.runningNanoseconds) / 1e9,
            usedShare: Double(statistics.busyNanoseconds) / running,
            lentShare: Double(statistics.lentNanoseconds) / running, openings: statistics.openings,
            transactions: statistics.devices.reduce(0) { $0 + $1.transactions },
            collisions: statistics.collisions, strayBytes: statistics.strayBytes,
            sentCharacters: statistics.sentCharacters, receivedCharacters: statistics.receivedCharacters,
            idleSeconds: Double(statistics.idleNanoseconds) / 1e9, latency: LatencyReport(latencies),
            units: zip(line.devices, statistics.devices).map {
                UnitStatisticsReport($1, $0, running: running, now: now)
            }, findings: [])
        self.findings = StatisticsJudge.findings(of: self)
        self.units.sort { ($0.trouble, $1.unit) > ($1.trouble, $0.unit) }
    }

    /// Weight of the worst finding.
    var worst: Double { self.findings.map(\.weight).max() ?? 0 }
}

extension UnitStatisticsReport {
    fileprivate init(
        _ statistics: DeviceStatistics, _ device: BoxConfiguration.Device, running: Double, now: Int64
    ) {
        func ago(_ moment: Int64) -> Double { Double(max(0, now - moment)) / 1e9 }
        self.init(
            device: device.name, unit: Int(device.unit), profile: device.profile, meter: device.meter,
            isCommunicating: !statistics.isSilent,
            nextProbeSeconds: statistics.isSilent
                ? statistics.nextProbeNanoseconds.map { Double(max(0, $0 - now)) / 1e9 } : nil,
            counts: ExchangeReport(statistics.counts, running: running, withBuckets: true),
            recent: RecentReport(statistics.recent.sum(at: now)),
            timeoutMilliseconds: statistics.timeoutNanoseconds.map { Double($0) / 1e6 },
            lateAnswers: statistics.lateAnswers, sweeps: statistics.sweeps, emptySweeps: statistics.emptySweeps,
            missedTurns: Int(clamping: statistics.missedTurns),
            lastAnswerSeconds: statistics.lastAnswerNanoseconds.map(ago),
            lastFailure: statistics.lastFailure.map {
                FailureReport(text: $0.error.description, secondsAgo: ago($0.nanoseconds))
            },
            blocks: statistics.blocks.sorted { ($0.function.rawValue, $0.address) < ($1.function.rawValue, $1.address) }
                .map { BlockStatisticsReport($0, running: running) })
    }
}

extension BlockStatisticsReport {
    fileprivate init(_ block: BlockStatistics, running: Double) {
        self.init(
            function: Int(block.function.rawValue), address: Int(block.address), count: block.count,
            counts: ExchangeReport(block.counts, running: running, withBuckets: false))
    }
}

extension ExchangeReport {
    fileprivate init(_ counts: ExchangeCounts, running: Double, withBuckets: Bool) {
        self.init(
            transactions: counts.transactions, answers: counts.answers, timeOuts: counts.timeouts,
            damagedAnswers: counts.damagedAnswers, collisions: counts.collisions, exceptions: counts.exceptions,
            exceptionsByCode: Dictionary(
                uniqueKeysWithValues: counts.exceptionsByCode.map { ("\($0.code)", $0.count) }),
            retries: counts.retries, strayBytes: counts.strayBytes, busShare: Double(counts.busyNanoseconds) / running,
            latency: LatencyReport(counts.latencies, withBuckets: withBuckets))
    }
}

extension RecentReport {
    fileprivate init(_ sum: RecentCounts.Sum) {
        self.init(
            transactions: sum.transactions, timeOuts: sum.timeouts, damagedAnswers: sum.damagedAnswers,
            exceptions: sum.exceptions)
    }
}

extension LatencyReport {
    /// Nil for a histogram of nothing.
    init?(_ histogram: LatencyHistogram, withBuckets: Bool = true) {
        func milliseconds(_ percent: Double) -> Double { Double(histogram.quantile(percent: percent) ?? 0) / 1e6 }
        guard let mean = histogram.meanNanoseconds else { return nil }
        self.init(
            count: histogram.count, mean: Double(mean) / 1e6, p50: milliseconds(50), p90: milliseconds(90),
            p99: milliseconds(99), max: Double(histogram.maximumNanoseconds) / 1e6,
            buckets: !withBuckets
                ? []
                : histogram.buckets().map {
                    LatencyBucketReport(
                        from: Double($0.lowerNanoseconds) / 1e6, to: Double($0.upperNanoseconds) / 1e6, count: $0.count)
                })
    }
}
