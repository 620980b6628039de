import ModbusProtocol

extension Line {
    /// Hands over what came of an exchange, with everything that was counted on the way.
    func count(
        _ record: LineRecord, _ outcome: LineOutcome, _ failure: BusError?, _ device: Int, _ place: BusPlace,
        isRetry: Bool
    ) {
        defer { self.idleBefore = nil }
        guard let request = place.request else { return }
        let tally = ExchangeTally(
            request: request, outcome: outcome, failure: failure, isRetry: isRetry,
            latencyNanoseconds: record.latencyNanoseconds, startNanoseconds: record.sentNanoseconds,
            endNanoseconds: record.endNanoseconds, strayBytes: self.port.isSerial ? record.strayBytes : 0)
        self.observer.finished(
            record, tally, device, isSerial: self.port.isSerial, idle: self.idleBefore,
            state: BusObserver.UnitState(
                latency: self.discipline.latency(of: record.unit), timeout: self.discipline.timeout(of: record.unit),
                nextProbe: self.discipline.probeTime(of: record.unit, at: record.endNanoseconds)))
    }

    /// Time that passed unused before a poll's request, beyond what the protocol asks for.
    func noteIdle(_ request: ModbusRequest, _ unit: UInt8, until start: Int64) {
        guard let readySince else { return }
        self.readySince = nil
        self.idleBefore = max(
            0, start - max(readySince, self.discipline.earliestSend(request, to: unit, at: start)))
    }

    func tell(_ notices: [LineNotice]) {
        for notice in notices {
            switch notice {
            case .echoFound: self.observer.tell(.echoFound, self.configuration.place)
            case .echoGone: self.observer.tell(.echoGone, self.configuration.place)
            case .unitSilent(let unit): self.tell(unit, .deviceSilent) { $0.isSilent = true }
            case .unitRecovered(let unit): self.tell(unit, .deviceRecovered) { $0.isSilent = false }
            case .lateAnswer(let unit, let nanoseconds):
                self.tell(unit, .lateAnswer(milliseconds: nanoseconds / 1_000_000)) { $0.lateAnswers += 1 }
            }
        }
    }

    private func tell(_ unit: UInt8, _ kind: BusEvent.Kind, _ change: (inout DeviceStatistics) -> Void) {
        guard let index = self.configuration.devices.firstIndex(where: { $0.unit == unit }) else { return }
        self.observer.count(index, change)
        self.observer.tell(kind, self.configuration.place(of: self.configuration.devices[index]))
    }
}

extension LineRecord {
    /// Bytes that were heard and belong neither to the answer nor to the echo, nor to remains of them.
    fileprivate var strayBytes: Int {
        switch self.outcome {
        case .damaged, .collision, .silent, .echoOnly: 0
        case .noise: self.heardCount
        case .answered, .exception:
            max(0, self.heardCount - (self.answer?.count ?? 0) - 3 - (self.sawEcho ? self.sent.count : 0))
        }
    }
}
