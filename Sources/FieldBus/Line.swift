import Glibc
import ModbusProtocol
import Platform

/// One open port with its line discipline: carries out exchanges, one after the other.
final class Line {
    /// Why an exchange brought no answer.
    enum Failure: Error {
        case bus(BusError)
        /// The port itself is gone; the bus must open it again.
        case port(Port.Failure)
    }

    struct Answer {
        let response: ModbusResponse
        let firstByteNanoseconds: Int64
    }

    /// How long a damaged answer may dribble on before it is judged.
    private static let dribbleNanoseconds: Int64 = 20_000_000
    /// How long a request waits for a line that is never silent.
    private static let busyLimitNanoseconds: Int64 = 2_000_000_000
    /// TCP questions in a row without any frame, after which the connection counts as dead.
    private static let deadConnectionLimit = 4

    var discipline: LineDiscipline
    private let port: Port
    private let configuration: BusConfiguration
    private let observer: BusObserver
    private var unansweredInARow = 0

    init(_ port: Port, _ discipline: LineDiscipline, _ configuration: BusConfiguration, _ observer: BusObserver) {
        self.port = port
        self.discipline = discipline
        self.configuration = configuration
        self.observer = observer
    }

    /// Waits for `deadline`, a signal, or bytes nobody asked for, which are looked at.
    func idle(until deadline: Int64, wake: EventDescriptor?) throws(Failure) {
        guard try self.wait(until: deadline, wake) else { return }
        try self.takeStrayBytes()
    }

    /// Asks `request` of a device and waits for the answer; once more where the answer was damaged.
    func exchange(_ request: ModbusRequest, with device: Int) throws(Failure) -> Answer {
        do throws(ExchangeFailure) {
            return try self.attempt(request, device)
        } catch {
            guard error.mayRetry else { throw error.failure }
        }
        do throws(ExchangeFailure) {
            return try self.attempt(request, device)
        } catch {
            throw error.failure
        }
    }

    private struct ExchangeFailure: Error {
        let failure: Failure
        var mayRetry = false
    }

    private func attempt(_ request: ModbusRequest, _ device: Int) throws(ExchangeFailure) -> Answer {
        let unit = self.configuration.devices[device].unit
        let place = self.configuration.place(of: self.configuration.devices[device], request)
        let pdu: [UInt8]
        do throws(ModbusCodecError) {
            pdu = try request.encoded()
        } catch {
            throw ExchangeFailure(failure: .bus(.impossibleRequest(place, error)))
        }
        do throws(Failure) {
            try self.awaitSilence(request, unit, place)
        } catch {
            throw ExchangeFailure(failure: error)
        }
        let start = MonotonicClock.nanoseconds
        let deadline = self.discipline.sent(request, to: unit, at: start)
        let reception: Reception
        do throws(Port.Failure) {
            let transaction = try self.port.send(pdu, to: unit)
            reception =
                try self.port.isSerial
                ? self.receiveSerial(request, unit, deadline)
                : self.receiveTCP(request, unit, transaction, deadline)
        } catch {
            throw ExchangeFailure(failure: .port(error))
        }
        return try self.conclude(reception, device, place, start)
    }

    /// The silence before a request, the unit's pause, and the end of open questions of the same shape.
    private func awaitSilence(_ request: ModbusRequest, _ unit: UInt8, _ place: BusPlace) throws(Failure) {
        var giveUp: Int64?
        while true {
            // What has arrived counts, even when nobody has looked yet: never send into incoming bytes.
            while try self.wait(until: 0, nil) { try self.takeStrayBytes() }
            let now = MonotonicClock.nanoseconds
            let earliest = self.discipline.earliestSend(request, to: unit, at: now)
            guard earliest > now else { return }
            let limit = giveUp ?? max(earliest, now + Self.busyLimitNanoseconds)
            giveUp = limit
            guard earliest <= limit + Self.busyLimitNanoseconds / 4, now < limit else {
                throw .bus(.lineBusy(place))
            }
            try self.idle(until: earliest, wake: nil)
        }
    }

    private func wait(until deadline: Int64, _ wake: EventDescriptor?) throws(Failure) -> Bool {
        do throws(Port.Failure) {
            return try self.port.wait(until: deadline, wake: wake)
        } catch {
            throw .port(error)
        }
    }

    private func takeStrayBytes() throws(Failure) {
        let bytes: [UInt8]
        do throws(Port.Failure) {
            bytes = try self.port.read()
            if !self.port.isSerial { _ = try self.port.frames(bytes) }
        } catch {
            throw .port(error)
        }
        self.observer.count { $0.strayBytes += bytes.count }
        guard self.port.isSerial else { return }
        self.discipline.bytesSeen(at: MonotonicClock.nanoseconds)
        self.tell(self.discipline.unclaimed(bytes, at: MonotonicClock.nanoseconds))
    }

    // MARK: Receiving

    private enum Reception {
        case answered(ModbusResponse, firstByte: Int64, echo: Bool, stray: [UInt8])
        case nothing(RTUResponseFramer.Remains, [UInt8])
    }

    private func receiveSerial(_ request: ModbusRequest, _ unit: UInt8, _ deadline: Int64) throws(Port.Failure)
        -> Reception
    {
        guard
            var framer = try? RTUResponseFramer(
                unit: unit, request: request, expectsEcho: self.discipline.expectsEcho)
        else { return .nothing(.nothing, []) }
        var deadline = deadline
        while try self.port.wait(until: deadline) {
            let bytes = try self.port.read()
            let now = MonotonicClock.nanoseconds
            self.discipline.bytesSeen(at: now)
            switch framer.receive(bytes, at: now) {
            case .answered(let response, let firstByte, _):
                return .answered(
                    response, firstByte: firstByte, echo: framer.sawEcho, stray: framer.receivedBytes)
            case .waiting(let missing):
                if framer.remains == .damagedAnswer { deadline = min(deadline, now + self.dribble(missing)) }
                // One look when the rest should be there, instead of one for every few bytes.
                let rest = self.discipline.timing.duration(ofCharacters: missing - 1)
                MonotonicClock.sleep(until: min(deadline, now + rest))
            }
        }
        if case .answered(let response, let firstByte, _) = framer.silence() {
            return .answered(response, firstByte: firstByte, echo: framer.sawEcho, stray: framer.receivedBytes)
        }
        return .nothing(framer.remains, framer.receivedBytes)
    }

    private func dribble(_ missing: Int) -> Int64 {
        self.discipline.timing.duration(ofCharacters: missing) + Self.dribbleNanoseconds
    }

    private func receiveTCP(
        _ request: ModbusRequest, _ unit: UInt8, _ transaction: UInt16, _ deadline: Int64
    ) throws(Port.Failure) -> Reception {
        var matcher = MBAPMatcher(transaction: transaction, unit: unit, request: request)
        var heard = false
        while try self.port.wait(until: deadline) {
            let bytes = try self.port.read()
            let now = MonotonicClock.nanoseconds
            heard = true
            for frame in try self.port.frames(bytes) {
                guard let response = matcher.match(frame) else { continue }
                self.unansweredInARow = 0
                return .answered(response, firstByte: now, echo: false, stray: [])
            }
        }
        self.unansweredInARow = heard ? 0 : self.unansweredInARow + 1
        if self.unansweredInARow >= Self.deadConnectionLimit { throw .lost(code: ETIMEDOUT) }
        return .nothing(matcher.mismatch == nil ? .nothing : .damagedAnswer, [])
    }

    // MARK: Judging

    private func conclude(
        _ reception: Reception, _ device: Int, _ place: BusPlace, _ start: Int64
    ) throws(ExchangeFailure) -> Answer {
        let now = MonotonicClock.nanoseconds
        let outcome: LineOutcome
        var answer: Answer?
        var failure: BusError?
        switch reception {
        case .answered(.exception(_, let exception), let firstByte, let echo, let stray):
            self.tell(self.discipline.unclaimed(stray, at: now))
            outcome = exception.meansUnitSilent ? .unreachable : .answered(firstByteNanoseconds: firstByte, echo: echo)
            failure = .refused(place, exception)
        case .answered(let response, let firstByte, let echo, let stray):
            self.tell(self.discipline.unclaimed(stray, at: now))
            outcome = .answered(firstByteNanoseconds: firstByte, echo: echo)
            answer = Answer(response: response, firstByteNanoseconds: firstByte)
        case .nothing(let remains, let bytes):
            self.tell(self.discipline.unclaimed(bytes, at: now))
            (outcome, failure) = Self.judge(remains, bytes, place, waited: (now - start) / 1_000_000)
        }
        let verdict = self.discipline.finished(outcome, at: now)
        self.count(outcome, failure, device, now - start)
        self.tell(verdict.notices)
        if let answer { return answer }
        throw ExchangeFailure(failure: .bus(failure ?? .stopped(place)), mayRetry: verdict.mayRetry)
    }

    private static func judge(
        _ remains: RTUResponseFramer.Remains, _ bytes: [UInt8], _ place: BusPlace, waited: Int64
    ) -> (LineOutcome, BusError) {
        switch remains {
        case .damagedAnswer: (.damaged, .damagedAnswer(place, received: bytes))
        case .collision: (.collision, .collision(place, received: bytes))
        case .nothing, .echoOnly, .noise: (.silent, .noAnswer(place, waitedMilliseconds: waited))
        }
    }

    private func count(_ outcome: LineOutcome, _ failure: BusError?, _ device: Int, _ duration: Int64) {
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

    private func tell(_ notices: [LineNotice]) {
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
