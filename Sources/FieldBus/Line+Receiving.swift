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
        var arrival = ArrivalWatch(
            deadline: deadline, timing: self.discipline.timing,
            patience: self.discipline.patience(with: question.unit))
        while let bytes = try self.port.receive(until: arrival.deadline) {
            let now = self.world.now
            self.heard.append(HeardBytes(nanoseconds: now, bytes: bytes))
            self.discipline.bytesSeen(at: now)
            switch framer.receive(bytes, at: now) {
            case .answered(let response, let firstByte, _):
                return .answered(
                    response, pdu: framer.answerPDU, firstByte: firstByte, echo: framer.sawEcho, Heard(framer))
            case .waiting(let missing):
                self.world.sleep(
                    until: arrival.nextLook(missing: missing, hasBegun: framer.remains == .damagedAnswer, at: now))
            }
        }
        if case .answered(let response, let firstByte, _) = framer.silence() {
            return .answered(
                response, pdu: framer.answerPDU, firstByte: firstByte, echo: framer.sawEcho, Heard(framer))
        }
        return .nothing(framer.remains, Heard(framer))
    }

    func receiveTCP(
        _ question: Question, _ transaction: UInt16, _ deadline: Int64
    ) throws(PortFailure) -> Reception {
        var matcher = MBAPMatcher(transaction: transaction, unit: question.unit, request: question.request)
        var heard = false
        while let bytes = try self.receiveSoon(deadline) {
            let now = self.world.now
            heard = true
            self.heard.append(HeardBytes(nanoseconds: now, bytes: bytes))
            for frame in try self.port.frames(bytes) {
                guard let response = matcher.match(frame) else { continue }
                self.unansweredInARow = 0
                return .answered(response, pdu: frame.pdu, firstByte: now, echo: false, Heard())
            }
        }
        self.unansweredInARow = heard ? 0 : self.unansweredInARow + 1
        if self.unansweredInARow >= Self.deadConnectionLimit { throw .lost(code: ETIMEDOUT) }
        return .nothing(matcher.mismatch == nil ? .nothing : .damagedAnswer, Heard())
    }

    /// Bytes until `deadline`; where they are long in coming, whoever reads samples has the last ones meanwhile.
    private func receiveSoon(_ deadline: Int64) throws(PortFailure) -> [UInt8]? {
        let soon = self.world.now + Self.soonNanoseconds
        if soon < deadline {
            if let bytes = try self.port.receive(until: soon) { return bytes }
            self.observer.flush()
        }
        return try self.port.receive(until: deadline)
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
