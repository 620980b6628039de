import ModbusProtocol

/// What comes back on a serial line after a request: whatever it is, and in whatever pieces it comes, the same answer
/// is found in it, and only one that has the right unit, function, length and checksum.
enum ResponseFramerProperties {
    private struct Finding: Equatable {
        var response: ModbusResponse?
        var sawEcho: Bool
        /// Only where no answer was found.
        var remains: RTUResponseFramer.Remains?
    }

    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var input = FuzzInput(bytes)
        let (expectsEcho, seed, unit) = (input.byte() % 2 == 1, input.byte(), input.byte())
        let request = input.request()
        guard let pdu = try? request.encoded() else { throw BrokenProperty("cannot encode \(request)") }
        let stream = self.stream(&input, request, echo: PlainCRC.framed([unit] + pdu), unit)
        func find(_ pieces: [ArraySlice<UInt8>]) throws(BrokenProperty) -> (Finding, Range<Int>?) {
            try self.find(pieces, unit, request, expectsEcho: expectsEcho)
        }
        let whole = try find([stream[...]]).0
        let (finding, place) = try find(stream.indices.map { stream[$0...$0] })
        try require(finding == whole, "byte by byte \(finding), in one piece \(whole)")
        let parts = try find(stream.pieces(seed: seed)).0
        try require(parts == whole, "in pieces \(parts), in one piece \(whole)")
        guard let response = finding.response, let place else { return }
        try self.judge(response, stream[place], unit, request)
    }

    /// - Returns: also where the answer lies, which is true for single bytes only.
    private static func find(
        _ pieces: [ArraySlice<UInt8>], _ unit: UInt8, _ request: ModbusRequest, expectsEcho: Bool
    ) throws(BrokenProperty) -> (Finding, Range<Int>?) {
        guard var framer = try? RTUResponseFramer(unit: unit, request: request, expectsEcho: expectsEcho) else {
            throw BrokenProperty("no framer for \(request)")
        }
        var reception = RTUResponseFramer.Reception.waiting(missing: 5)
        for (index, piece) in pieces.enumerated() {
            reception = framer.receive(piece, at: Int64(index))
            if case .answered = reception { break }
            if case .waiting(let missing) = reception { try require(missing > 0, "waits for \(missing) bytes") }
        }
        if case .waiting = reception { reception = framer.silence() }
        guard case .answered(let response, let first, let last) = reception else {
            return (Finding(response: nil, sawEcho: framer.sawEcho, remains: framer.remains), nil)
        }
        try require(first <= last && last < pieces.count, "stamps \(first) to \(last) of \(pieces.count)")
        return (Finding(response: response, sawEcho: framer.sawEcho), Int(first)..<Int(last) + 1)
    }

    private static func judge(
        _ response: ModbusResponse, _ frame: ArraySlice<UInt8>, _ unit: UInt8, _ request: ModbusRequest
    ) throws(BrokenProperty) {
        let bytes = Array(frame)
        try require(PlainCRC.isSound(frame), "took a wrong checksum: \(bytes)")
        try require(bytes[0] == unit, "took unit \(bytes[0]) for \(unit)")
        try require(bytes[1] & 0x7F == request.function.rawValue, "took function \(bytes[1]) for \(request)")
        if bytes[1] & 0x80 != 0 {
            try require(bytes.count == 5, "an exception of \(bytes.count) bytes")
        } else if let length = request.fixedResponseLength {
            try require(bytes.count == length + 3, "\(bytes.count) bytes for \(request)")
            let isRead = !request.function.writes
            try require(!isRead || Int(bytes[2]) == length - 2, "byte count \(bytes[2]) for \(request)")
        }
        try require(bytes.count <= ModbusLimits.rtuFrame, "\(bytes.count) bytes")
        guard let again = try? response.encoded(), let decoded = try? ModbusResponse(pdu: again, answering: request)
        else { throw BrokenProperty("\(response) cannot be encoded and decoded again") }
        try require(decoded == response, "\(response) became \(decoded)")
    }

    /// Pieces of noise, echoes and sound, cut and damaged answers, which no mutation would hit by chance.
    private static func stream(
        _ input: inout FuzzInput, _ request: ModbusRequest, echo: [UInt8], _ unit: UInt8
    ) -> [UInt8] {
        var stream: [UInt8] = []
        while !input.isEmpty, stream.count < 4096 {
            switch input.byte() % 7 {
            case 0: stream += input.bytes(Int(input.byte() % 32))
            case 1: stream += PlainCRC.framed([unit] + input.bytes(Int(input.byte() % 64)))
            case 2: stream += echo
            case 3: stream += self.answer(&input, request, unit)
            case 4: stream += self.answer(&input, request, unit).prefix(Int(input.byte()))
            case 5:
                var answer = self.answer(&input, request, unit)
                let bit = Int(input.word()) % (8 * max(1, answer.count))
                if answer.indices.contains(bit / 8) { answer[bit / 8] ^= 1 << UInt8(bit % 8) }
                stream += answer
            default: stream.append(input.byte())
            }
        }
        return stream
    }

    private static func answer(_ input: inout FuzzInput, _ request: ModbusRequest, _ unit: UInt8) -> [UInt8] {
        guard let pdu = try? input.response(to: request).encoded() else { return [] }
        return PlainCRC.framed([unit] + pdu)
    }
}
