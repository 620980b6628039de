import Glibc
import ModbusProtocol
import Platform

extension Line {
    enum Reception {
        /// `pdu`: the answer as it came, without unit and checksum.
        case answered(ModbusResponse, pdu: [UInt8], firstByte: Int64, echo: Bool, stray: [UInt8])
        case nothing(RTUResponseFramer.Remains, [UInt8])
    }

    func receiveSerial(_ question: Question, _ deadline: Int64) throws(PortFailure) -> Reception {
        guard
            var framer = try? RTUResponseFramer(
                unit: question.unit, request: question.request, expectsEcho: self.discipline.expectsEcho)
        else { return .nothing(.nothing, []) }
        var deadline = deadline
        var gateway = GatewayPatience()
        var heard = false
        while let bytes = try self.port.receive(until: deadline) {
            let now = self.world.now
            self.heard.append(HeardBytes(nanoseconds: now, bytes: bytes))
            self.discipline.bytesSeen(at: now)
            heard = true
            switch framer.receive(bytes, at: now) {
            case .answered(let response, let firstByte, _):
                self.unansweredInARow = 0
                return .answered(
                    response, pdu: framer.answerPDU, firstByte: firstByte, echo: framer.sawEcho,
                    stray: framer.receivedBytes)
            case .waiting(let missing):
                if framer.remains == .damagedAnswer {
                    deadline =
                        self.port.isSocket
                        ? gateway.deadline(afterPieceAt: now) : min(deadline, now + self.dribble(missing))
                }
                // One look when the rest should be there, instead of one for every few bytes.
                let rest = self.discipline.timing.duration(ofCharacters: missing - 1)
                self.world.sleep(until: min(deadline, now + rest))
            }
        }
        if case .answered(let response, let firstByte, _) = framer.silence() {
            return .answered(
                response, pdu: framer.answerPDU, firstByte: firstByte, echo: framer.sawEcho,
                stray: framer.receivedBytes)
        }
        self.unansweredInARow = heard ? 0 : self.unansweredInARow + 1
        try self.checkConnection()
        return .nothing(framer.remains, framer.receivedBytes)
    }

    private func dribble(_ missing: Int) -> Int64 {
        self.discipline.timing.duration(ofCharacters: missing) + Self.dribbleNanoseconds
    }

    /// A gateway that was switched off closes nothing: where nothing comes any more, the connection is made anew.
    private func checkConnection() throws(PortFailure) {
        guard self.port.isSocket, self.unansweredInARow >= Self.deadConnectionLimit else { return }
        throw .lost(code: ETIMEDOUT)
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
                return .answered(response, pdu: frame.pdu, firstByte: now, echo: false, stray: [])
            }
        }
        self.unansweredInARow = heard ? 0 : self.unansweredInARow + 1
        try self.checkConnection()
        return .nothing(matcher.mismatch == nil ? .nothing : .damagedAnswer, [])
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
