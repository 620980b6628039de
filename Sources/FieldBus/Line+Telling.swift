import ModbusProtocol

extension Line {
    /// Keeps an exchange for diagnosis and counts all that it changes, under one lock.
    func remember(_ record: LineRecord, _ outcome: LineOutcome, _ failure: BusError?, _ device: Int) {
        let duration = record.endNanoseconds - record.sentNanoseconds
        let latency = self.discipline.latency(of: record.unit)
        let timeout = self.discipline.timeout(of: record.unit)
        let running = record.endNanoseconds - self.countedUntil
        let idle = self.idleNanoseconds
        self.countedUntil = record.endNanoseconds
        self.idleNanoseconds = nil
        self.observer.remember(record) { statistics in
            statistics.runningNanoseconds += running
            statistics.busyNanoseconds += duration
            if self.port.isSerial { statistics.countCharacters(record) }
            if let idle { statistics.countIdle(idle) }
            if outcome == .collision { statistics.collisions += 1 }
            statistics.devices[device].transactions += 1
            statistics.devices[device].busyNanoseconds += duration
            statistics.devices[device].latencyNanoseconds = latency
            statistics.devices[device].timeoutNanoseconds = timeout
            if case .refused = failure { statistics.devices[device].exceptions += 1 }
            switch outcome {
            case .answered: statistics.devices[device].answers += 1
            case .damaged: statistics.devices[device].damagedAnswers += 1
            case .silent, .unreachable: statistics.devices[device].timeouts += 1
            case .collision: break
            }
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

extension BusStatistics {
    mutating func countCharacters(_ record: LineRecord) {
        self.sentCharacters += record.sent.count
        for piece in record.heard { self.receivedCharacters += piece.bytes.count }
    }

    fileprivate mutating func countIdle(_ idle: Int64) {
        self.idleNanoseconds += idle
        self.longestIdleNanoseconds = max(self.longestIdleNanoseconds, idle)
    }
}
