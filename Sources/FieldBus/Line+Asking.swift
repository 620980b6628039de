import ModbusProtocol
import Platform

extension Line {
    /// One exchange for a tool: no retry, no back-off, any unit; how it ends is in the record.
    func ask(_ question: LineQuestion) throws(Failure) -> LineRecord {
        let asked: Question
        var place = self.configuration.place
        place.unit = question.unit
        place.request = question.request
        do throws(ModbusCodecError) {
            asked = try Question(question.request, to: question.unit, isSerial: self.port.isSerial)
        } catch {
            throw .bus(.impossibleRequest(place, error))
        }
        return try self.with(question.parameters) { () throws(Failure) in
            let start = try self.awaitSilence(
                question.request, question.unit, place, despiteMaster: question.transmitsDespiteMaster)
            let deadline = self.discipline.sentByTool(
                question.request, to: question.unit, at: start, timeout: question.timeoutNanoseconds)
            let reception: Reception
            do throws(PortFailure) {
                reception = try self.converse(asked, from: start, until: deadline)
            } catch {
                throw .port(error)
            }
            let record = self.record(reception, asked, start, at: self.world.now)
            self.hear(reception, at: record.endNanoseconds)
            self.discipline.finishedByTool(isSilent: record.leavesQuestionOpen, at: self.world.now)
            self.observer.remember(record) { $0.countLoan(record, isSerial: self.port.isSerial) }
            return record
        }
    }

    /// What is heard until `deadline` or a signal, without a question.
    func listen(
        until deadline: Int64, _ parameters: LineParameters?, wake: EventDescriptor
    ) throws(Failure) -> [HeardBytes] {
        try self.with(parameters) { () throws(Failure) in
            var heard: [HeardBytes] = []
            while try self.wait(until: deadline, wake) {
                let bytes = try self.strayBytes()
                heard.append(HeardBytes(nanoseconds: self.world.now, bytes: bytes))
            }
            return heard
        }
    }

    private func with<Result>(
        _ parameters: LineParameters?, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let parameters, !self.port.isSocket else { return try body() }
        try self.use(parameters)
        let own = self.discipline.timing
        self.discipline.timing = parameters.timing(strictCharacters: self.configuration.strictCharacters)
        defer { self.discipline.timing = own }
        do throws(Failure) {
            let result = try body()
            try self.use(nil)
            return result
        } catch {
            // A port that is gone is opened anew, with its own parameters.
            if case .bus = error { try self.use(nil) }
            throw error
        }
    }

    private func use(_ parameters: LineParameters?) throws(Failure) {
        do throws(PortFailure) {
            try self.port.use(parameters)
        } catch {
            throw .port(error)
        }
    }

    /// The exchange that has just ended.
    func record(_ reception: Reception, _ question: Question, _ start: Int64, at end: Int64) -> LineRecord {
        let characters = self.port.isSerial ? question.sent.count : 0
        let sentEnd = start + self.discipline.timing.duration(ofCharacters: characters)
        var record = LineRecord(
            unit: question.unit, request: question.pdu, sent: question.sent, sentNanoseconds: start,
            sentEndNanoseconds: sentEnd, heard: self.heard, outcome: .silent, endNanoseconds: end)
        switch reception {
        case .answered(let response, let pdu, let firstByte, let echo, _):
            record.outcome = .answered
            if case .exception(_, let exception) = response {
                record.outcome = .exception
                record.exception = exception.code
            }
            record.answer = pdu
            record.latencyNanoseconds = max(0, firstByte - sentEnd)
            record.sawEcho = echo
        case .nothing(let remains, _):
            record.outcome = LineRecord.Outcome(remains)
            record.sawEcho = remains == .echoOnly
        }
        return record
    }
}

extension LineRecord {
    /// Nothing of the unit's own answer was there: it may still come.
    fileprivate var leavesQuestionOpen: Bool {
        switch self.outcome {
        case .answered, .exception, .damaged: false
        case .collision, .noise, .echoOnly, .silent: true
        }
    }
}
