import ModbusProtocol

extension Line {
    /// Keeps an exchange for diagnosis and counts all that it changes, under one lock.
    func remember(
        _ record: LineRecord, _ request: ModbusRequest, _ outcome: LineOutcome, _ failure: BusError?, _ device: Int,
        isRetry: Bool
    ) {
        let tally = ExchangeTally(
            request: request, outcome: outcome, failure: failure, isRetry: isRetry,
            latencyNanoseconds: record.latencyNanoseconds, startNanoseconds: record.sentNanoseconds,
            endNanoseconds: record.endNanoseconds, strayBytes: self.port.isSerial ? record.strayBytes : 0)
        let probe = self.discipline.probeTime(of: record.unit, at: record.endNanoseconds)
        let latency = self.discipline.latency(of: record.unit)
        let timeout = self.discipline.timeout(of: record.unit)
        let running = record.endNanoseconds - self.countedUntil
        let idle = self.idleNanoseconds
        self.countedUntil = record.endNanoseconds
        self.idleNanoseconds = nil
        self.observer.remember(record) { statistics in
            statistics.runningNanoseconds += running
            statistics.add(tally, of: device)
            if self.port.isSerial { statistics.countCharacters(record) }
            if let idle { statistics.countIdle(idle) }
            statistics.devices[device].latencyNanoseconds = latency
            statistics.devices[device].timeoutNanoseconds = timeout
            statistics.devices[device].nextProbeNanoseconds = probe
        }
    }

    /// Time in which nothing was asked.
    func countRunning() {
        let now = self.world.now
        let running = now - self.countedUntil
        self.countedUntil = now
        self.observer.count { $0.runningNanoseconds += running }
    }

    /// Time that passed unused before a poll's request, beyond what the protocol asks for; counted with the exchange.
    func noteIdle(_ question: Question, until start: Int64) {
        guard let readySince else { return }
        self.readySince = nil
        let earliest = self.discipline.earliestSend(question.request, to: question.unit, at: start)
        self.idleNanoseconds = max(0, start - max(readySince, earliest))
    }

    func tell(_ notices: [LineNotice]) {
        for notice in notices {
            switch notice {
            case .echoFound: self.observer.tell(.echoFound, self.configuration.place)
            case .echoGone: self.observer.tell(.echoGone, self.configuration.place)
            case .foreignMaster(let master):
                self.observer.count { $0.secondMasters += 1 }
                let isRefusing = self.discipline.refusal != nil
                self.observer.tell(.secondMaster(master, isRefusing: isRefusing), self.configuration.place)
            case .foreignWrite(let request): self.observer.tell(.foreignWrite(request), self.configuration.place)
            case .foreignMasterGone: self.observer.tell(.secondMasterGone, self.configuration.place)
            case .unitSilent(let unit): self.tell(unit, .deviceSilent) { $0.isSilent = true }
            case .unitRecovered(let unit): self.tell(unit, .deviceRecovered) { $0.isSilent = false }
            case .lateAnswer(let unit, let nanoseconds):
                self.tell(unit, .lateAnswer(milliseconds: nanoseconds / 1_000_000)) { $0.lateAnswers += 1 }
            }
        }
    }

    private func tell(_ unit: UInt8, _ kind: BusEvent.Kind, _ change: (inout DeviceStatistics) -> Void) {
        // Several meters may hang on the inputs of one module.
        for (index, device) in self.configuration.devices.enumerated() where device.unit == unit {
            self.observer.count(index, change)
            self.observer.tell(kind, self.configuration.place(of: device))
        }
    }
}

extension BusStatistics {
    mutating func countCharacters(_ record: LineRecord) {
        self.sentCharacters += record.sent.count
        self.receivedCharacters += record.heardCount
    }

    /// A question of a tool that the line was lent to.
    mutating func countLoan(_ record: LineRecord, isSerial: Bool) {
        let duration = record.endNanoseconds - record.sentNanoseconds
        self.loans += 1
        self.lentNanoseconds += duration
        self.busyNanoseconds += duration
        if isSerial { self.countCharacters(record) }
    }

    fileprivate mutating func countIdle(_ idle: Int64) {
        self.idleNanoseconds += idle
        self.longestIdleNanoseconds = max(self.longestIdleNanoseconds, idle)
    }
}

extension LineRecord {
    fileprivate var heardCount: Int { self.heard.reduce(0) { $0 + $1.bytes.count } }

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
