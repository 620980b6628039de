import ModbusProtocol
import Platform

/// One open port with its line discipline: carries out exchanges, one after the other.
final class Line {
    /// Why an exchange brought no answer.
    enum Failure: Error {
        case bus(BusError)
        /// The port itself is gone; the bus must open it again.
        case port(PortFailure)
    }

    struct Answer {
        let response: ModbusResponse
        let askedNanoseconds: Int64
        let firstByteNanoseconds: Int64
        let completeNanoseconds: Int64
    }

    /// A gateway that answers at once is faster than this.
    static let soonNanoseconds: Int64 = 15_000_000
    /// Questions in a row without any byte in a TCP connection, after which the connection counts as dead.
    static let deadConnectionLimit = 4

    var discipline: LineDiscipline
    let port: any BusPort
    let world: any BusWorld
    let configuration: BusConfiguration
    let observer: BusObserver
    /// Somebody answered since the port was opened.
    private(set) var hasHeardAnswer = false
    var unansweredInARow = 0
    /// From when the next request could have gone out; nil where nobody polls.
    var readySince: Int64?
    /// What is done between a request and its answer, while the line is busy anyhow.
    var meanwhile: (() -> Void)?
    /// How far ``BusStatistics/runningNanoseconds`` has been counted.
    var countedUntil: Int64 = 0
    /// Time that passed unused before the request that is under way.
    var idleNanoseconds: Int64?
    /// What came in since the request went out.
    var heard: [HeardBytes] = []
    /// Nil while a relay command is carried out.
    var relays: WaitingRelays?

    init(
        _ port: any BusPort, _ world: any BusWorld, _ discipline: LineDiscipline, _ configuration: BusConfiguration,
        _ observer: BusObserver
    ) {
        self.port = port
        self.world = world
        self.discipline = discipline
        self.configuration = configuration
        self.observer = observer
    }

    /// Asks `request` of a device and waits for the answer; once more where the answer was damaged.
    func exchange(_ request: ModbusRequest, with device: Int) throws(Failure) -> Answer {
        let question: Question
        do throws(ModbusCodecError) {
            question = try Question(
                request, to: self.configuration.devices[device].unit, isSerial: self.port.isSerial)
        } catch {
            throw .bus(.impossibleRequest(self.place(device, request), error))
        }
        return try self.exchange(question, with: device)
    }

    /// - Parameters:
    ///   - retries: asks once more where the answer was damaged.
    ///   - isRetry: the caller asks once more; only counted.
    func exchange(
        _ question: Question, with device: Int, retries: Bool = true, isRetry: Bool = false
    ) throws(Failure) -> Answer {
        do throws(ExchangeFailure) {
            return try self.attempt(question, device, isRetry: isRetry)
        } catch {
            guard retries, error.mayRetry else { throw error.failure }
        }
        do throws(ExchangeFailure) {
            return try self.attempt(question, device, isRetry: true)
        } catch {
            throw error.failure
        }
    }

    private struct ExchangeFailure: Error {
        let failure: Failure
        var mayRetry = false
    }

    private func place(_ device: Int, _ request: ModbusRequest) -> BusPlace {
        self.configuration.place(of: self.configuration.devices[device], request)
    }

    private func attempt(
        _ question: Question, _ device: Int, isRetry: Bool
    ) throws(ExchangeFailure) -> Answer {
        let start: Int64
        do throws(Failure) {
            start = try self.awaitSilence(question.request, question.unit, self.place(device, question.request))
        } catch {
            throw ExchangeFailure(failure: error)
        }
        self.noteIdle(question, until: start)
        let deadline = self.discipline.sent(question.request, to: question.unit, at: start)
        let reception: Reception
        do throws(PortFailure) {
            reception = try self.converse(question, from: start, until: deadline)
        } catch {
            throw ExchangeFailure(failure: .port(error))
        }
        return try self.conclude(reception, question, device, start, isRetry: isRetry)
    }

    /// Sends, and takes what comes until the answer is there or `deadline` passes.
    func converse(
        _ question: Question, from start: Int64, until deadline: Int64
    ) throws(PortFailure) -> Reception {
        // The record of the exchange before keeps its own: a buffer of its own size, not of the largest ever.
        self.heard = []
        let transaction = try self.port.send(question.pdu, to: question.unit)
        self.meanwhile?()
        guard self.port.isSerial else {
            return try self.receiveTCP(question, transaction, from: start, until: deadline)
        }
        return try self.receiveSerial(question, deadline)
    }

    func takeStrayBytes() throws(Failure) { _ = try self.strayBytes() }

    /// Takes bytes that nobody asked for; on a serial line they may be a late answer.
    func strayBytes() throws(Failure) -> [UInt8] {
        let bytes: [UInt8]
        do throws(PortFailure) {
            bytes = try self.port.read()
            if !self.port.isSerial { _ = try self.port.frames(bytes) }
        } catch {
            throw .port(error)
        }
        self.observer.count { $0.strayBytes += bytes.count }
        guard self.port.isSerial else { return bytes }
        let now = self.world.now
        self.discipline.bytesSeen(at: now + (self.port.isSocket ? GatewayPatience.quietNanoseconds : 0))
        self.tell(self.discipline.heardUnclaimed([HeardBytes(nanoseconds: now, bytes: bytes)], at: now))
        self.tell(self.discipline.unclaimed(bytes, at: now))
        return bytes
    }

    /// What came in during an exchange and was no answer to it: another master's request, or a late answer.
    func hear(_ reception: Reception, at now: Int64) {
        let heard = reception.heard
        let notices =
            self.discipline.heardUnclaimed(heard.unclaimed.before, isFollowed: reception.isAnswer, at: now)
            + self.discipline.heardUnclaimed(heard.unclaimed.after, at: now)
            + self.discipline.unclaimed(heard.bytes, at: now)
        self.tell(notices)
    }

    // MARK: Judging

    private func conclude(
        _ reception: Reception, _ question: Question, _ device: Int, _ start: Int64, isRetry: Bool
    ) throws(ExchangeFailure) -> Answer {
        let now = self.world.now
        self.hear(reception, at: now)
        let isContested = self.discipline.isContested(question.request, of: question.unit, since: start)
        let reception = isContested ? Reception.nothing(.foreignRequest, reception.heard) : reception
        let outcome: LineOutcome
        var answer: Answer?
        var failure: BusError?
        switch reception {
        case .answered(.exception(_, let exception), _, let firstByte, let echo, _):
            outcome = exception.meansUnitSilent ? .unreachable : .answered(firstByteNanoseconds: firstByte, echo: echo)
            failure = .refused(self.place(device, question.request), exception)
        case .answered(let response, _, let firstByte, let echo, _):
            outcome = .answered(firstByteNanoseconds: firstByte, echo: echo)
            answer = Answer(
                response: response, askedNanoseconds: start, firstByteNanoseconds: firstByte,
                completeNanoseconds: now)
        case .nothing(let remains, let heard):
            let place = self.place(device, question.request)
            (outcome, failure) = Self.judge(remains, heard.bytes, place, waited: (now - start) / 1_000_000)
        }
        let verdict = self.discipline.finished(outcome, at: now)
        let record = self.record(reception, question, start, at: now)
        self.remember(record, question.request, outcome, failure, device, isRetry: isRetry)
        self.tell(verdict.notices)
        if let answer {
            self.hasHeardAnswer = true
            return answer
        }
        throw ExchangeFailure(
            failure: .bus(failure ?? .stopped(self.configuration.place)), mayRetry: verdict.mayRetry)
    }

    private static func judge(
        _ remains: RTUResponseFramer.Remains, _ bytes: [UInt8], _ place: BusPlace, waited: Int64
    ) -> (LineOutcome, BusError) {
        switch remains {
        case .damagedAnswer: (.damaged, .damagedAnswer(place, received: bytes))
        case .collision, .foreignRequest: (.collision, .collision(place, received: bytes))
        case .crowded: (.crowded, .collision(place, received: bytes))
        case .nothing, .echoOnly, .noise: (.silent, .noAnswer(place, waitedMilliseconds: waited))
        }
    }
}
