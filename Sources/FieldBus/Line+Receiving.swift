import Glibc
import ModbusProtocol
import Platform

extension Line {
    enum Reception {
        case answered(ModbusResponse, firstByte: Int64, echo: Bool, Heard)
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

    func receiveSerial(_ request: ModbusRequest, _ unit: UInt8, _ deadline: Int64) throws(PortFailure)
        -> Reception
    {
        guard
            var framer = try? RTUResponseFramer(
                unit: unit, request: request, expectsEcho: self.discipline.expectsEcho)
        else { return .nothing(.nothing, Heard()) }
        var arrival = ArrivalWatch(
            deadline: deadline, timing: self.discipline.timing, patience: self.discipline.patience(with: unit))
        while try self.port.wait(until: arrival.deadline) {
            let bytes = try self.port.read()
            let now = self.world.now
            self.heard.append(HeardBytes(nanoseconds: now, bytes: bytes))
            self.discipline.bytesSeen(at: now)
            switch framer.receive(bytes, at: now) {
            case .answered(let response, let firstByte, _):
                return .answered(response, firstByte: firstByte, echo: framer.sawEcho, Heard(framer))
            case .waiting(let missing):
                self.world.sleep(
                    until: arrival.nextLook(missing: missing, hasBegun: framer.remains == .damagedAnswer, at: now))
            }
        }
        if case .answered(let response, let firstByte, _) = framer.silence() {
            return .answered(response, firstByte: firstByte, echo: framer.sawEcho, Heard(framer))
        }
        return .nothing(framer.remains, Heard(framer))
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
                return .answered(response, firstByte: now, echo: false, Heard())
            }
        }
        self.unansweredInARow = heard ? 0 : self.unansweredInARow + 1
        if self.unansweredInARow >= Self.deadConnectionLimit { throw .lost(code: ETIMEDOUT) }
        return .nothing(matcher.mismatch == nil ? .nothing : .damagedAnswer, Heard())
    }
}

extension Line.Reception {
    var heard: Line.Heard {
        switch self {
        case .answered(_, _, _, let heard), .nothing(_, let heard): heard
        }
    }

    var isAnswer: Bool { if case .answered = self { true } else { false } }
}
