import ModbusProtocol

/// What a device or a listener hears: the same requests in whatever pieces, each with a sound checksum, every byte
/// either in a request or counted as discarded.
enum RequestFramerProperties {
    private struct Finding: Equatable {
        var frames: [[UInt8]] = []
        var discarded = 0
    }

    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var input = FuzzInput(bytes)
        let seed = input.byte()
        let stream = self.stream(&input)
        let whole = try self.find([stream[...]], in: nil)
        let single = try self.find(stream.indices.map { stream[$0...$0] }, in: stream)
        try require(single == whole, "byte by byte \(single), in one piece \(whole)")
        let parts = try self.find(stream.pieces(seed: seed), in: nil)
        try require(parts == whole, "in pieces \(parts), in one piece \(whole)")
        let framed = whole.frames.reduce(0) { $0 + $1.count + 2 }
        try require(
            framed + whole.discarded == stream.count, "\(framed) + \(whole.discarded) of \(stream.count) bytes")
    }

    /// - Parameter stream: where `pieces` are its single bytes: every frame is looked at where it lies.
    private static func find(
        _ pieces: [ArraySlice<UInt8>], in stream: [UInt8]?
    ) throws(BrokenProperty) -> Finding {
        var framer = RTURequestFramer()
        var finding = Finding()
        var frames: [RTURequestFrame] = []
        for (index, piece) in pieces.enumerated() { frames += framer.receive(piece, at: Int64(index)) }
        if let last = framer.silence(at: Int64(pieces.count)) { frames.append(last) }
        for frame in frames {
            finding.frames.append([frame.unit] + frame.pdu)
            try require(frame.firstByteNanoseconds <= frame.lastByteNanoseconds, "ends before it begins")
            if let stream {
                let place = Int(frame.firstByteNanoseconds)...Int(frame.lastByteNanoseconds)
                try require(PlainCRC.isSound(stream[place]), "took a wrong checksum: \(Array(stream[place]))")
                try require(
                    stream[place].dropLast(2).elementsEqual([frame.unit] + frame.pdu), "other bytes than it heard")
            }
            try self.judge(frame)
        }
        finding.discarded = framer.discardedByteCount
        try require(framer.pendingSince == nil, "bytes are pending after silence")
        return finding
    }

    private static func judge(_ frame: RTURequestFrame) throws(BrokenProperty) {
        guard let request = try? frame.request() else { return }
        guard let pdu = try? request.encoded(), let again = try? ModbusRequest(pdu: pdu) else {
            throw BrokenProperty("\(request) cannot be encoded and decoded again")
        }
        try require(again == request, "\(request) became \(again)")
        try require(pdu.count == frame.pdu.count, "\(frame.pdu) became \(pdu)")
    }

    private static func stream(_ input: inout FuzzInput) -> [UInt8] {
        var stream: [UInt8] = []
        while !input.isEmpty, stream.count < 4096 {
            switch input.byte() % 5 {
            case 0: stream += input.bytes(Int(input.byte() % 32))
            case 1: stream += PlainCRC.framed(input.bytes(Int(input.byte())))
            case 2: stream += self.request(&input)
            case 3: stream += self.request(&input).prefix(Int(input.byte()))
            default: stream.append(input.byte())
            }
        }
        return stream
    }

    private static func request(_ input: inout FuzzInput) -> [UInt8] {
        let unit = input.byte()
        guard let pdu = try? input.request().encoded() else { return [] }
        return PlainCRC.framed([unit] + pdu)
    }
}
