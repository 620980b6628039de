import Glibc
import ModbusProtocol
import Platform

extension Line {
    enum Reception {
        case answered(ModbusResponse, firstByte: Int64, echo: Bool, stray: [UInt8])
        case nothing(RTUResponseFramer.Remains, [UInt8])
    }

    func receiveSerial(_ request: ModbusRequest, _ unit: UInt8, _ deadline: Int64) throws(PortFailure)
        -> Reception
    {
        guard
            var framer = try? RTUResponseFramer(
                unit: unit, request: request, expectsEcho: self.discipline.expectsEcho)
        else { return .nothing(.nothing, []) }
        var deadline = deadline
        var gateway = GatewayPatience()
        var heard = false
        while try self.port.wait(until: deadline) {
            let bytes = try self.port.read()
            let now = self.world.now
            self.heard.append(HeardBytes(nanoseconds: now, bytes: bytes))
            self.discipline.bytesSeen(at: now)
            heard = true
            switch framer.receive(bytes, at: now) {
            case .answered(let response, let firstByte, _):
                self.unansweredInARow = 0
                return .answered(
                    response, firstByte: firstByte, echo: framer.sawEcho, stray: framer.receivedBytes)
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
            return .answered(response, firstByte: firstByte, echo: framer.sawEcho, stray: framer.receivedBytes)
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
        _ request: ModbusRequest, _ unit: UInt8, _ transaction: UInt16, _ deadline: Int64
    ) throws(PortFailure) -> Reception {
        var matcher = MBAPMatcher(transaction: transaction, unit: unit, request: request)
        var heard = false
        while try self.port.wait(until: deadline) {
            let bytes = try self.port.read()
            let now = self.world.now
            heard = true
            self.heard.append(HeardBytes(nanoseconds: now, bytes: bytes))
            for frame in try self.port.frames(bytes) {
                guard let response = matcher.match(frame) else { continue }
                self.unansweredInARow = 0
                return .answered(response, firstByte: now, echo: false, stray: [])
            }
        }
        self.unansweredInARow = heard ? 0 : self.unansweredInARow + 1
        try self.checkConnection()
        return .nothing(matcher.mismatch == nil ? .nothing : .damagedAnswer, [])
    }
}
