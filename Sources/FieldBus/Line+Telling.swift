import ModbusProtocol

extension Line {
    func count(_ outcome: LineOutcome, _ failure: BusError?, _ device: Int, _ duration: Int64) {
        let unit = self.configuration.devices[device].unit
        let latency = self.discipline.latency(of: unit)
        let timeout = self.discipline.timeout(of: unit)
        self.observer.count { statistics in
            statistics.busyNanoseconds += duration
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

    /// Time that passed unused before a poll's request, beyond what the protocol asks for.
    func countIdle(_ request: ModbusRequest, _ unit: UInt8, until start: Int64) {
        guard let readySince else { return }
        self.readySince = nil
        let idle = max(0, start - max(readySince, self.discipline.earliestSend(request, to: unit, at: start)))
        self.observer.count { statistics in
            statistics.idleNanoseconds += idle
            statistics.longestIdleNanoseconds = max(statistics.longestIdleNanoseconds, idle)
        }
    }

    func countCharacters(sent: Int) {
        let received = self.heard.reduce(0) { $0 + $1.bytes.count }
        self.observer.count { statistics in
            statistics.sentCharacters += sent
            statistics.receivedCharacters += received
        }
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
            case .foreignMasterGone: self.observer.tell(.secondMasterGone, self.configuration.place)
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
