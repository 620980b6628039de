import ModbusProtocol

/// A TCP stream from anywhere: the same frames and the same refusal in whatever pieces; no byte is lost or made up.
enum TCPFramerProperties {
    private struct Finding: Equatable {
        var frames: [MBAPFrame] = []
        var failure: MBAPFramer.Failure?
        var pending = 0
    }

    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var input = FuzzInput(bytes)
        let (seed, transaction, unit) = (input.byte(), input.word(), input.byte())
        let request = input.request()
        let stream = self.stream(&input, transaction, unit, request)
        let whole = self.find([stream[...]])
        let single = self.find(stream.indices.map { stream[$0...$0] })
        try require(single == whole, "byte by byte \(single), in one piece \(whole)")
        let parts = self.find(stream.pieces(seed: seed))
        try require(parts == whole, "in pieces \(parts), in one piece \(whole)")
        let encoded = whole.frames.flatMap { $0.encoded() }
        try require(stream.starts(with: encoded), "frames are not the stream's bytes")
        if whole.failure == nil {
            try require(encoded.count + whole.pending == stream.count, "\(whole.pending) bytes are pending")
        }
        try self.match(whole.frames, transaction, unit, request)
    }

    private static func find(_ pieces: [ArraySlice<UInt8>]) -> Finding {
        var framer = MBAPFramer()
        var finding = Finding()
        do throws(MBAPFramer.Failure) {
            for piece in pieces { finding.frames += try framer.receive(piece) }
            // What stands behind the last frame is told at the next look.
            finding.frames += try framer.receive([])
            finding.pending = framer.pendingByteCount
        } catch {
            finding.failure = error
        }
        return finding
    }

    private static func match(
        _ frames: [MBAPFrame], _ transaction: UInt16, _ unit: UInt8, _ request: ModbusRequest
    ) throws(BrokenProperty) {
        var matcher = MBAPMatcher(transaction: transaction, unit: unit, request: request)
        for frame in frames {
            let response = matcher.match(frame)
            let isOurs = frame.transaction == transaction && frame.unit == unit
            guard let response else { continue }
            try require(isOurs, "took transaction \(frame.transaction) of unit \(frame.unit)")
            try require(frame.pdu[0] & 0x7F == request.function.rawValue, "took function \(frame.pdu[0])")
            guard let pdu = try? response.encoded(), let again = try? ModbusResponse(pdu: pdu, answering: request)
            else { throw BrokenProperty("\(response) cannot be encoded and decoded again") }
            try require(again == response, "\(response) became \(again)")
        }
        let strangers = frames.filter { $0.transaction != transaction || $0.unit != unit }.count
        try require(matcher.droppedCount == strangers, "\(matcher.droppedCount) of \(strangers) were counted")
    }

    private static func stream(
        _ input: inout FuzzInput, _ transaction: UInt16, _ unit: UInt8, _ request: ModbusRequest
    ) -> [UInt8] {
        var stream: [UInt8] = []
        while !input.isEmpty, stream.count < 4096 {
            switch input.byte() % 5 {
            case 0: stream += input.bytes(Int(input.byte() % 32))
            case 1:
                let pdu = input.bytes(Int(input.byte()) % ModbusLimits.pdu + 1)
                if !pdu.isEmpty { stream += MBAPFrame(transaction: transaction, unit: unit, pdu: pdu).encoded() }
            case 2:
                guard let pdu = try? input.response(to: request).encoded() else { continue }
                stream += MBAPFrame(transaction: transaction, unit: unit, pdu: pdu).encoded()
            case 3:
                guard let pdu = try? input.response(to: request).encoded() else { continue }
                stream += MBAPFrame(transaction: input.word(), unit: input.byte(), pdu: pdu).encoded()
            default: stream.append(input.byte())
            }
        }
        return stream
    }
}
