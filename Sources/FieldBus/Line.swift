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

    /// TCP questions in a row without any frame, after which the connection counts as dead.
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

    /// Asks `request` of a device and waits for the answer; once more where the answer was damaged and `retries` is true.
    func exchange(_ request: ModbusRequest, with device: Int, retries: Bool = true) throws(Failure) -> Answer {
        do throws(ExchangeFailure) {
            return try self.attempt(request, device)
        } catch {
            guard retries, error.mayRetry else { throw error.failure }
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
            // A relay's command that waits goes first, before a retry too.
            try self.awaitSilence(request, unit, place)
        } catch {
            throw ExchangeFailure(failure: error)
        }
        let start = self.world.now
        self.countIdle(request, unit, until: start)
        let deadline = self.discipline.sent(request, to: unit, at: start)
        let reception: Reception
        do throws(PortFailure) {
            reception = try self.converse(request, pdu, unit, until: deadline)
        } catch {
            throw ExchangeFailure(failure: .port(error))
        }
        self.observer.remember(self.record(reception, pdu, unit, start))
        return try self.conclude(reception, device, place, start)
    }

    /// Sends, and takes what comes until the answer is there or `deadline` passes.
    func converse(
        _ request: ModbusRequest, _ pdu: [UInt8], _ unit: UInt8, until deadline: Int64
    ) throws(PortFailure) -> Reception {
        self.heard = []
        let transaction = try self.port.send(pdu, to: unit)
        guard self.port.isSerial else { return try self.receiveTCP(request, unit, transaction, deadline) }
        defer { self.countCharacters(sent: pdu.count + 3) }
        return try self.receiveSerial(request, unit, deadline)
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
        self.discipline.bytesSeen(at: now)
        self.tell(self.discipline.heardUnclaimed([HeardBytes(nanoseconds: now, bytes: bytes)], at: now))
        self.tell(self.discipline.unclaimed(bytes, at: now))
        return bytes
    }

    /// What came in during an exchange and was no answer to it: another master's request, or a late answer.
    func hear(_ reception: Reception) {
        let now = self.world.now
        let heard = reception.heard
        let notices =
            self.discipline.heardUnclaimed(heard.unclaimed.before, isFollowed: reception.isAnswer, at: now)
            + self.discipline.heardUnclaimed(heard.unclaimed.after, at: now)
            + self.discipline.unclaimed(heard.bytes, at: now)
        self.tell(notices)
    }

    // MARK: Judging

    private func conclude(
        _ reception: Reception, _ device: Int, _ place: BusPlace, _ start: Int64
    ) throws(ExchangeFailure) -> Answer {
        self.hear(reception)
        let now = self.world.now
        let outcome: LineOutcome
        var answer: Answer?
        var failure: BusError?
        switch reception {
        case .answered(.exception(_, let exception), let firstByte, let echo, _):
            outcome = exception.meansUnitSilent ? .unreachable : .answered(firstByteNanoseconds: firstByte, echo: echo)
            failure = .refused(place, exception)
        case .answered(let response, let firstByte, let echo, _):
            outcome = .answered(firstByteNanoseconds: firstByte, echo: echo)
            answer = Answer(
                response: response, askedNanoseconds: start, firstByteNanoseconds: firstByte,
                completeNanoseconds: now)
        case .nothing(let remains, let heard):
            (outcome, failure) = Self.judge(remains, heard.bytes, place, waited: (now - start) / 1_000_000)
        }
        let verdict = self.discipline.finished(outcome, at: now)
        self.count(outcome, failure, device, now - start)
        self.tell(verdict.notices)
        if let answer {
            self.hasHeardAnswer = true
            return answer
        }
        throw ExchangeFailure(failure: .bus(failure ?? .stopped(place)), mayRetry: verdict.mayRetry)
    }

    private static func judge(
        _ remains: RTUResponseFramer.Remains, _ bytes: [UInt8], _ place: BusPlace, waited: Int64
    ) -> (LineOutcome, BusError) {
        switch remains {
        case .damagedAnswer: (.damaged, .damagedAnswer(place, received: bytes))
        case .collision, .foreignRequest: (.collision, .collision(place, received: bytes))
        case .nothing, .echoOnly, .noise: (.silent, .noAnswer(place, waitedMilliseconds: waited))
        }
    }
}
