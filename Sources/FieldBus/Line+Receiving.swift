import Glibc
import ModbusProtocol
import Platform

extension Line {
    enum Reception {
        /// `pdu`: the answer as it came, without unit and checksum.
        case answered(ModbusResponse, pdu: [UInt8], firstByte: Int64, echo: Bool, Heard)
        case nothing(RTUResponseFramer.Remains, Heard)
    }

    /// What came in during one exchange.
    struct Heard {
        var bytes: [UInt8] = []
        /// Without echo and answer.
        var unclaimed = RTUResponseFramer.Unclaimed()

        init() {}

        init(_ framer: RTUResponseFramer) {
            self.bytes = framer.receivedBytes
            self.unclaimed = framer.unclaimed
        }
    }

    func receiveSerial(_ question: Question, _ deadline: Int64) throws(PortFailure) -> Reception {
        guard
            var framer = try? RTUResponseFramer(
                unit: question.unit, request: question.request, expectsEcho: self.discipline.expectsEcho)
        else { return .nothing(.nothing, Heard()) }
        var deadline = deadline
        var arrival = ArrivalWatch(
            deadline: deadline, timing: self.discipline.timing,
            patience: self.discipline.patience(with: question.unit))
        var gateway = GatewayPatience()
        var heard = false
        while let bytes = try self.port.receive(at: self.world.now, until: deadline) {
            let now = self.world.now
            self.heard.append(HeardBytes(nanoseconds: now, bytes: bytes))
            self.discipline.bytesSeen(at: now)
            heard = true
            switch framer.receive(bytes, at: now) {
            case .answered(let response, let firstByte, _):
                self.unansweredInARow = 0
                return .answered(
                    response, pdu: framer.answerPDU, firstByte: firstByte, echo: framer.sawEcho, Heard(framer))
            case .waiting(let missing):
                let hasBegun = framer.remains == .damagedAnswer
                guard !self.port.isSocket else {
                    if hasBegun { deadline = gateway.deadline(afterPieceAt: now) }
                    continue
                }
                let look = arrival.nextLook(missing: missing, hasBegun: hasBegun, at: now)
                deadline = arrival.deadline
                self.world.sleep(until: look)
            }
        }
        if case .answered(let response, let firstByte, _) = framer.silence() {
            return .answered(
                response, pdu: framer.answerPDU, firstByte: firstByte, echo: framer.sawEcho, Heard(framer))
        }
        self.unansweredInARow = heard ? 0 : self.unansweredInARow + 1
        try self.checkConnection()
        return .nothing(framer.remains, Heard(framer))
    }

    /// A gateway that was switched off closes nothing: where nothing comes any more, the connection is made anew.
    private func checkConnection() throws(PortFailure) {
        guard self.port.isSocket, self.unansweredInARow >= Self.deadConnectionLimit else { return }
        throw .lost(code: ETIMEDOUT)
    }

    func receiveTCP(
        _ question: Question, _ transaction: UInt16, from start: Int64, until deadline: Int64
    ) throws(PortFailure) -> Reception {
        var matcher = MBAPMatcher(transaction: transaction, unit: question.unit, request: question.request)
        var heard = false
        var now = start
        while let bytes = try self.receive(at: now, until: deadline) {
            now = self.world.now
            heard = true
            self.heard.append(HeardBytes(nanoseconds: now, bytes: bytes))
            for frame in try self.port.frames(bytes) {
                guard let response = matcher.match(frame) else { continue }
                self.unansweredInARow = 0
                return .answered(response, pdu: frame.pdu, firstByte: now, echo: false, Heard())
            }
        }
        self.unansweredInARow = heard ? 0 : self.unansweredInARow + 1
        try self.checkConnection()
        return .nothing(matcher.mismatch == nil ? .nothing : .damagedAnswer, Heard())
    }

    /// Bytes until `deadline`; where they are long in coming, whoever reads samples has the last ones meanwhile.
    private func receive(at now: Int64, until deadline: Int64) throws(PortFailure) -> [UInt8]? {
        let soon = now + Self.soonNanoseconds
        guard soon < deadline else { return try self.port.receive(at: now, until: deadline) }
        if let bytes = try self.port.receive(at: now, until: soon) { return bytes }
        self.observer.flush()
        return try self.port.receive(at: soon, until: deadline)
    }
}

extension Line.Reception {
    var heard: Line.Heard {
        switch self {
        case .answered(_, _, _, _, let heard), .nothing(_, let heard): heard
        }
    }

    var isAnswer: Bool { if case .answered = self { true } else { false } }
}
